package io.machinenativeops.gateway;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The event streams that are open. They never end by themselves, so an orderly shutdown would wait for them in vain: they are
 * ended when it begins, and their readers come again elsewhere.
 */
@Component
class EventStreams implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);

    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    /** Closing what this returns forgets the stream. */
    Closeable register(Closeable stream) {
        open.add(stream);
        return () -> open.remove(stream);
    }

    /** Whether streams end because this gateway does. */
    boolean areEnding() {
        return !running;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        for (var stream : open) {
            try {
                stream.close();
            } catch (IOException e) {
                log.debug("An event stream was closed already", e);
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the drain, before the server waits for what is on its way. */
    @Override
    public int getPhase() {
        return Drain.PHASE - 1;
    }
}
