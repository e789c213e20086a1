package io.machinenativeops.gateway;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The time between saying that no more requests are wanted (readiness goes down first) and taking none: balancers that look
 * every few seconds need it.
 */
@Component
final class Drain implements SmartLifecycle {

    /** Before anything else stops. */
    static final int PHASE = DEFAULT_PHASE;

    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    private final Duration time;
    private volatile boolean running;

    Drain(@Value("${mno.gateway.drain:0s}") Duration time) {
        this.time = time;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (time.isPositive()) {
            log.info("Taking requests for {} more, readiness is down", time);
            try {
                Thread.sleep(time);
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
