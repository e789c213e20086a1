package io.machinenativeops.teamrbac.identity;

import java.util.UUID;

import io.machinenativeops.platform.event.EventFeed;
import io.machinenativeops.teamrbac.access.TenantIndexes;
import io.machinenativeops.teamrbac.permission.Scope;
import org.springframework.cloud.stream.binding.BindingService;
import org.springframework.stereotype.Component;

/** Tells the indexes of this replica what others changed (the binding {@code identity-indexes}). */
@Component
class IndexFeed extends EventFeed {

    static final String BINDING = "identity-indexes";

    IndexFeed(BindingService bindings, TenantIndexes indexes) {
        super(bindings, BINDING, IdentityChanged.TYPE, event -> {
            var changed = event.dataAs(Changed.class);
            // Of none there is no index.
            if (!changed.organizationId.equals(Scope.NO_ORGANIZATION)) {
                indexes.changed(UUID.fromString(changed.organizationId), changed.revision);
            }
        });
    }

    private record Changed(String organizationId, long revision) {}
}
