import LeappAWSConfig
import LeappMerge
import LeappWorkspace

extension Importer {
    /// Adds the portals: those with a section of their own, then those that profiles describe.
    mutating func addPortals() {
        for section in set.ssoSessions {
            guard let place = section["sso_start_url"], let startURL = section.text("sso_start_url"),
                let region = section.text("sso_region")
            else { continue }
            addPortal(
                Portal(
                    startURL: startURL, name: section.name, region: region,
                    registrationScopes: section.text("sso_registration_scopes")),
                at: place, from: nil)
        }
        for (number, access) in access.enumerated() {
            guard case .sso(let settings) = access, settings.session == nil else { continue }
            addPortal(
                Portal(
                    startURL: settings.startURL, name: Portal.shortName(settings.startURL), region: settings.region,
                    registrationScopes: settings.scopes),
                at: settings.place, from: profiles[number].name)
        }
    }

    private mutating func addPortal(_ portal: Portal, at place: AWSEntry, from profile: String?) {
        let key = Portal.normalised(portal.startURL)
        if let known = portals[key] {
            if known.region != portal.region {
                warn(place, "the same portal with another sso_region: \(known.region) is imported, \(portal.region) is not")
            }
            return
        }
        portals[key] = portal
        _ = add(portal, from: profile)
    }
}
