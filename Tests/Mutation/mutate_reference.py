#!/usr/bin/env python3
"""mutate_reference.py: takes each check of the reference (spec/reference) away in turn, and misreads the text; a vector must notice every time.

Made from the syntax tree, so that no check is forgotten: each call of require, lawful and within goes, each raise goes, each
`if` that ends in return or raise is never taken, and each operand of an `and` goes. EXEMPT says what no vector can see, and why.
The clauses of the merge are no checks, and are taken away in more ways: merge_clauses.py.
MISREADINGS are what an implementer may take the text for, where nothing is missing that could be taken away.
"""

import ast
import copy
import json
import sys
import types

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests" / "Differential"), str(ROOT / "spec" / "reference")]

import bases  # noqa: E402
import merge_clauses  # noqa: E402
import readers  # noqa: E402
import test_leapp_merge as joins  # noqa: E402
import test_leapp_vault as vectors  # noqa: E402

MODULES = ["leapp_vault", "leapp_payload"]
CHECKS = {"require", "lawful", "within"}
# What writes, prints, or is a part of the others.
PASSED_OVER = {"require", "lawful", "within", "encode", "encode_head", "format_code", "make_slot", "seal", "seal_aead", "padded_length",
               "printable", "main", "__init__ of VaultError"}
# (a part of what is taken away, why no vector notices): other checks see the same, or the input would have megabytes.
EXEMPT = [
    ("len(data) <= OVERHEAD + length + MAX_PADDED", "only a file of more than 256 MiB with an unlawful header shows it"),
    ("value * (major - 3) >", "without it the items end at the end of the input: the same class, later"),
    ("count beyond the input", "the same"),
    ("if count > len(self.data) - self.at", "what is read past the end fails at the next item, or at the end"),
    ("raise CBORError('end of input')", "the same"),
    ("if short > 27", "the integers of such heads are refused for their size, or for their form"),
    ("indefinite or reserved", "the same"),
    ("raise CBORError('text is not UTF-8')", "the length is then taken for that of a map, which what follows is not"),
    ("last and encoded <= last  [0]", "no key comes before the empty string"),
    ("if shared == bytes(32)", "libsodium refuses these by itself"),
    ("min(values) >= 0", "the check symbol refuses it too"),
    ("spare == 0 and", "of 20 bytes no bits are spare"),
    ("is_unsigned(header[0][0]) and is_unsigned(header[0][1])  [1]", "a key is an integer, bytes or a text"),
    ("keys[:7] == [1, 2, 3, 4, 5, 6, 7] and", "what is missing has no value of its kind"),
    ("is_bytes(name, 16) and is_array(ancestor, 2)  [0]", "the hash of the key has 16 bytes"),
    ("lawful(is_array(item), 'stamps')", "some index is used, and what is no array has no stamp for it"),
    ("is_bytes(stamp[1], 8)  [3]", "the replicas of vv have 8 bytes"),
    ("within(len(records), RECORDS", "19 MB: the long differential run asks it"),
    ("within(len(encode(name)) + len(encode(record)), RECORD", "17 MB: the long differential run asks it"),
]
# (module, exact text, what stands there instead)
MISREADINGS = [
    ("leapp_vault", 'unicodedata.normalize("NFC", ', 'unicodedata.normalize("NFKC", '),
    ("leapp_vault", 'unicodedata.normalize("NFC", ', 'unicodedata.normalize("NFD", '),
    ("leapp_vault", 'typed.decode("utf-8", "strict")', 'typed.decode("utf-8", "strict").strip()'),
    ("leapp_vault", 'typed.decode("utf-8", "strict")', 'typed.decode("utf-8", "strict").lstrip(" ")'),
    ("leapp_vault", 'typed.decode("utf-8", "strict")', 'typed.decode("utf-8", "strict").rstrip(" ")'),
    ("leapp_vault", 'typed.decode("utf-8", "strict")', 'typed.decode("utf-8", "strict").casefold()'),
    ("leapp_vault", 'if c not in "- "]', 'if c != "-"]'),
    ("leapp_vault", 'if c not in "- "]', 'if c != " "]'),
    ("leapp_vault", '{"O": "0", "I"', '{"I"'),
    ("leapp_vault", '"I": "1", "L": "1"', '"I": "1"'),
    ("leapp_vault", "len(values) == length + 1 and", "len(values) >= length + 1 and"),
    ("leapp_vault", "ephemeral + device, key=shared", "ephemeral[:31] + bytes([ephemeral[31] & 127]) + device, key=shared"),
    ("leapp_vault", "1024 <= memory <= 1 << 20", "1024 < memory <= 1 << 20"),
    ("leapp_vault", "1024 <= memory <= 1 << 20", "1024 <= memory < 1 << 20"),
    ("leapp_vault", "1024 <= memory <= 1 << 20", "1024 <= memory <= (1 << 20) + 1"),
    ("leapp_vault", "1 <= passes <= 16", "1 <= passes < 16"),
    ("leapp_vault", "memory * passes <= 1 << 22", "memory * passes < 1 << 22"),
    ("leapp_vault", "memory * passes <= 1 << 22", "memory * passes <= (1 << 22) + 1"),
    ("leapp_vault", "8 <= header.get(5) <= MAX_PADDED", "8 < header.get(5) <= MAX_PADDED"),
    ("leapp_vault", "8 <= header.get(5) <= MAX_PADDED", "8 <= header.get(5) < MAX_PADDED"),
    ("leapp_vault", "len(data) >= OVERHEAD + length + 8", "len(data) > OVERHEAD + length + 8"),
    ("leapp_vault", "for slot in self.header.get(6) if", "for slot in self.header.get(6)[:31] if"),
    ("leapp_payload", 'encode(header.get(6)) + encode(top.get("gen"))', "encode(header.get(6))"),
    ("leapp_payload", 'encode(header.get(6)) + encode(top.get("gen"))', 'encode(top.get("gen"))'),
    ("leapp_payload", 'encode(header.get(6)) + encode(top.get("gen"))', 'encode(header) + encode(top.get("gen"))'),
]


class Sites(ast.NodeVisitor):
    """Every place of a module that can be taken away: (function, path of the node, what to do there)."""

    def __init__(self):
        self.found, self.function = [], []

    def visit_FunctionDef(self, node):
        self.function.append(node.name)
        if node.name not in PASSED_OVER:
            self.generic_visit(node)
        self.function.pop()

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") in CHECKS:
            self.found.append((node, "gone"))
        self.generic_visit(node)

    def visit_Raise(self, node):
        if self.function:
            self.found.append((node, "gone"))

    def visit_If(self, node):
        if self.function and isinstance(node.body[-1], (ast.Return, ast.Raise)):
            self.found.append((node, "never"))
        self.generic_visit(node)

    def visit_BoolOp(self, node):
        if self.function and isinstance(node.op, ast.And):
            self.found += [(node, operand) for operand in range(len(node.values))]
        self.generic_visit(node)


def mutants(tree):
    """A copy of the tree for each site, with the line and what was done."""
    sites = Sites()
    sites.visit(tree)
    order = {id(node): number for number, node in enumerate(ast.walk(tree))}
    for node, action in sites.found:
        changed = copy.deepcopy(tree)
        target = list(ast.walk(changed))[order[id(node)]]
        if action == "gone":
            replace(changed, target, ast.Pass())
        elif action == "never":
            target.test = ast.Constant(False)
        else:
            target.values[action] = ast.Constant(True)
        text = ast.unparse(node).splitlines()[0] if action != "never" else f"if {ast.unparse(node.test)}"
        yield ast.fix_missing_locations(changed), node.lineno, f"{text}  [{action}]"


def replace(tree, old, new):
    for node in ast.walk(tree):
        for _, value in ast.iter_fields(node):
            if isinstance(value, list) and old in value:
                value[value.index(old)] = ast.copy_location(new, old)


def load(trees):
    """Makes modules of the trees and has every user of the reference use them."""
    for name in trees:
        module = types.ModuleType(name)
        sys.modules[name] = module
        exec(compile(trees[name], name, "exec"), module.__dict__)
    readers.lv = bases.lv = vectors.lv = sys.modules["leapp_vault"]
    readers.lp = vectors.lp = sys.modules["leapp_payload"]
    joins.lv, joins.lm = readers.lv, sys.modules[merge_clauses.MODULE]


def cases():
    for index in sorted(bases.FIXTURES.glob("*.json")):
        for case in json.loads(index.read_text())["cases"]:
            yield case, (bases.FIXTURES / case["file"]).read_bytes()


def wrong(case, data):
    """Whether the reference, as it is now, gives another answer than the index."""
    try:
        if "now" in case:
            try:
                found = vectors.judged(data, case)
            except readers.lv.VaultError as error:
                found = error.name, case.get("relation")
            return found != (case["expect"], case.get("relation"))
        answer = readers.reference(readers.Question(data, case["open"], case.get("sidecar", False)))
        return answer.split()[0] != case["expect"]
    except Exception:  # a reader that was mutilated may fail in any way: each of them is noticed
        return True


class Run:
    """Questions of one kind, and what became of the changes that they were asked about."""

    def __init__(self, trees, questions, wrong, exempt):
        self.trees, self.questions, self.wrong, self.exempt = trees, questions, wrong, exempt
        self.count, self.survivors, self.used = 0, [], set()
        if failing := [name for name, question in questions if wrong(question)]:
            sys.exit(f"without any change: {failing}")

    def ask(self, module, mutants):
        for tree, line, what in mutants:
            self.count += 1
            if why := next((text for text, _ in self.exempt if text in what), None):
                self.used.add(why)
                continue
            load({**self.trees, module: tree})
            for place, (_, question) in enumerate(self.questions):
                if self.wrong(question):
                    self.questions.insert(0, self.questions.pop(place))  # what noticed one often notices the next
                    break
            else:
                self.survivors.append(f"{module}.py:{line}: {what}")
        load(self.trees)

    def finish(self):
        return self.survivors + [f"no longer there: {text}" for text, _ in self.exempt if text not in self.used]


def misreadings(sources):
    """The reference with one sentence misread, as (module, tree, line, what)."""
    for name, text, misread in MISREADINGS:
        if sources[name].count(text) != 1:
            sys.exit(f"{name}.py: {text!r} is there {sources[name].count(text)} times")
        line = sources[name][:sources[name].index(text)].count("\n") + 1
        yield name, ast.parse(sources[name].replace(text, misread)), line, f"{text!r} -> {misread!r}"


def main():
    sources = {name: (ROOT / "spec" / "reference" / f"{name}.py").read_text() for name in [*MODULES, merge_clauses.MODULE]}
    trees = {name: ast.parse(source) for name, source in sources.items()}
    load(trees)
    reader = Run(trees, [(case["name"], (case, data)) for case, data in cases()], lambda asked: wrong(*asked), EXEMPT)
    for name in MODULES:
        reader.ask(name, mutants(trees[name]))
    for name, *changed in misreadings(sources):
        reader.ask(name, [changed])
    merge = Run(trees, [(vector["name"], vector) for vector in joins.VECTORS], lambda vector: merge_clauses.wrong(joins, vector),
                merge_clauses.EXEMPT)
    merge.ask(merge_clauses.MODULE, merge_clauses.mutants(trees[merge_clauses.MODULE]))
    survivors = reader.finish() + merge.finish()
    print("\n".join(survivors))
    print(f"{reader.count + merge.count} changes, {len(survivors)} survived")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
