package io.machinenativeops.gateway.limit;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Which limits a request meets. */
final class Limits {

    private static final LimitProperties.Sizes GENERAL = new LimitProperties.Sizes(null, null, null);
    private static final LimitProperties.Route ANY = new LimitProperties.Route(null, null, null);

    private final LimitProperties properties;

    Limits(LimitProperties properties) {
        this.properties = properties;
    }

    /** All limits of the request, the narrowest first. */
    List<Limit> of(Party party, String route) {
        var met = new ArrayList<Limit>();
        var routes = properties.routes().getOrDefault(route, ANY);
        var organization = party.organization();
        var own = organization == null ? GENERAL : properties.organizations().getOrDefault(organization, GENERAL);
        if (party.key() != null) {
            add(met, "key", party.scope() + party.key(), own.key(), properties.key());
        } else if (party.subject() != null) {
            add(met, "user", party.scope() + party.subject(), own.user(), properties.user());
        }
        if (organization == null) {
            add(met, "route", party.address() + ":" + route, null, routes.address());
            add(met, "address", party.address(), null, properties.address());
        } else {
            add(met, "route", party.scope() + organization + ":" + route, null, routes.organization());
            add(met, "organization", party.scope() + organization, own.organization(), properties.organization());
            if (!party.isVerified()) {
                // Who makes up organisations would otherwise have a new limit with each.
                add(met, "address", party.address(), null, properties.address());
            }
        }
        return met;
    }

    private static void add(
            List<Limit> to, String name, String whose, @Nullable LimitSize own, @Nullable LimitSize general) {
        var size = own == null ? general : own;
        if (size != null) {
            to.add(new Limit(name, whose, size));
        }
    }
}
