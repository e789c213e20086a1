package io.machinenativeops.gateway;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The event streams that are open. They never end by themselves, so an orderly shutdown would wait for them in vain. */
@Component
class EventStreams {

    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);

    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

    /** Closing what this returns forgets the stream. */
    Closeable register(Closeable stream) {
        open.add(stream);
        return () -> open.remove(stream);
    }

    @EventListener
    void on(ContextClosedEvent shutdown) {
        for (var stream : open) {
            try {
                stream.close();
            } catch (IOException e) {
                log.debug("An event stream was closed already", e);
            }
        }
    }
}
