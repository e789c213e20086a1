package io.machinenativeops.platform.security;

import io.machinenativeops.platform.event.EventFeed;
import org.springframework.cloud.stream.binding.BindingService;

/**
 * Reads {@code identity.changed}, beginning with what happened while the oldest token lives (the binding
 * {@code identity-changed}). While the stream is away, tokens still end after five minutes.
 */
final class IdentityChangeFeed extends EventFeed {

    static final String BINDING = "identity-changed";

    IdentityChangeFeed(BindingService bindings, SupersededTokens tokens) {
        super(bindings, BINDING, IdentityChange.TYPE, event -> tokens.apply(event.dataAs(IdentityChange.class)));
    }
}
