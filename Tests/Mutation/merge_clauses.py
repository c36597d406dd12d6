"""What can be taken away of the reference merge (spec/reference/leapp_merge.py), and the vectors that have to notice.

Made from the syntax tree, so that no clause is forgotten: a condition always holds or never does, an operand of `and`, `or` and of
a union goes, a comparison takes the equal or leaves it, what is greatest is least, what is sorted is sorted backwards (unsorted, it
might be in order by chance), one end of a list is the other, a constant is one more or one less, a statement goes.
"""

import ast
import copy

MODULE = "leapp_merge"
# What reads and writes: that states come back byte for byte is asked of every vector, but no clause of the merge stands there.
PASSED_OVER = {"__init__", "record", "encoded", "entries", "content", "life"}
# (a part of what is taken away, why no vector notices)
EXEMPT = [
    ("min(kind, my_kind, key=str.encode)  [without key]", "code points are ordered as their UTF-8 is"),
    ("len(state.vv)", "80 KB in hexadecimal; LeappMergeTests asks it"),
    ("len(state.records)", "19 MB"),
    ("RECORD, 'record'", "16 MB"),
    ("MAX_PADDED", "256 MiB"),
    ("two schemas", "a state of a schema that is not known is refused for its minw; of two that are, the caller brings the older one up"),
]


class Clauses(ast.NodeVisitor):
    """Every change of a module: (node, what stands there instead, its name)."""

    def __init__(self):
        self.found = []

    def visit_FunctionDef(self, node):
        if node.name not in PASSED_OVER:
            self.generic_visit(node)

    def add(self, node, change, name):
        self.found.append((node, change, name))

    def visit_Assign(self, node):
        value = node.value
        if isinstance(value, ast.Constant) and isinstance(value.value, int):
            for step in (1, -1):
                self.add(value, lambda old, step=step: ast.Constant(old.value + step), f"{ast.unparse(node)} {step:+}")
        elif isinstance(value, ast.Set):
            self.add(value, lambda old: ast.parse("set()", mode="eval").body, f"{ast.unparse(node)} [empty]")
        elif isinstance(node.targets[0], (ast.Attribute, ast.Subscript)):
            self.add(node, lambda old: ast.Pass(), ast.unparse(node))
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        self.add(node, lambda old: ast.Pass(), ast.unparse(node))
        self.generic_visit(node)

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Call):
            self.add(node, lambda old: ast.Pass(), ast.unparse(node))
        self.generic_visit(node)

    def condition(self, node):
        for value, name in ((True, "always"), (False, "never")):
            self.add(node.test, lambda old, value=value: ast.Constant(value), f"[{name}] {ast.unparse(node.test)}")
        self.generic_visit(node)

    visit_If = visit_IfExp = condition

    def visit_BoolOp(self, node):
        neutral = isinstance(node.op, ast.And)
        for operand in node.values:
            self.add(operand, lambda old: ast.Constant(neutral), f"{ast.unparse(node)}  [without {ast.unparse(operand)}]")
        self.generic_visit(node)

    def visit_BinOp(self, node):
        if isinstance(node.op, ast.BitOr):
            self.add(node, lambda old: old.left, f"{ast.unparse(node)}  [left]")
            self.add(node, lambda old: old.right, f"{ast.unparse(node)}  [right]")
        self.generic_visit(node)

    def visit_Compare(self, node):
        other = {ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt}.get(type(node.ops[0]))
        if other:
            self.add(node, lambda old: ast.Compare(old.left, [other()], old.comparators), f"{ast.unparse(node)}  [{other.__name__}]")
        self.generic_visit(node)

    def visit_comprehension(self, node):
        for test in node.ifs:
            self.add(test, lambda old: ast.Constant(True), f"if {ast.unparse(test)}  [always]")
        self.generic_visit(node)

    def visit_Call(self, node):
        name = getattr(node.func, "id", "")
        other = {"max": "min", "min": "max", "any": "all", "all": "any"}.get(name)
        if other:
            self.add(node, lambda old: ast.Call(ast.Name(other, ast.Load()), old.args, copy.deepcopy(old.keywords)), f"{ast.unparse(node)}  [{other}]")
        if name == "sorted":
            back = ast.keyword("reverse", ast.Constant(True))
            self.add(node, lambda old: ast.Call(old.func, old.args, [*copy.deepcopy(old.keywords), back]), f"{ast.unparse(node)}  [backwards]")
        if node.keywords:
            self.add(node, lambda old: ast.Call(old.func, old.args, []), f"{ast.unparse(node)}  [without key]")
        self.generic_visit(node)

    def visit_Subscript(self, node):
        text = ast.unparse(node)
        if isinstance(node.slice, ast.Slice):
            self.add(node, lambda old: old.value, f"{text}  [whole]")
        elif text.endswith("[-1]"):
            self.add(node.slice, lambda old: ast.Constant(0), f"{text}  [first]")
        self.generic_visit(node)

    def visit_Tuple(self, node):
        if isinstance(node.ctx, ast.Load) and len(node.elts) == 3:  # an order by three things, or a record
            for place in range(3):
                self.add(node, lambda old, place=place: ast.Tuple(old.elts[:place] + old.elts[place + 1:], ast.Load()),
                         f"{ast.unparse(node)}  [without {place}]")
        self.generic_visit(node)


class Replaced(ast.NodeTransformer):
    def __init__(self, place, change):
        self.place, self.change = place, change

    def visit(self, node):
        return ast.copy_location(self.change(node), node) if node is self.place else super().visit(node)


def mutants(tree):
    """A copy of the tree for each change, with the line and what was done."""
    clauses = Clauses()
    clauses.visit(tree)
    order = {id(node): number for number, node in enumerate(ast.walk(tree))}
    for node, change, name in clauses.found:
        changed = copy.deepcopy(tree)
        target = list(ast.walk(changed))[order[id(node)]]
        yield ast.fix_missing_locations(Replaced(target, change).visit(changed)), node.lineno, name.splitlines()[0]


def wrong(vectors, vector):
    """Whether the merge, as it is now, gives another answer than the vector; `vectors` is the module of its tests."""
    lm = vectors.lm
    try:
        for sides in ("ab", "ba"):
            found = vectors.joined(vector, *sides)
            if "refused" in vector:
                right = found == vector["refused"]
            else:
                right = found.encoded().hex() == vector["joined"] and lm.seen(found) == vectors.expected(vector)
            if not right:
                return True
        return False
    except Exception:  # a merge that was mutilated may fail in any way: each of them is noticed
        return True
