package io.machinenativeops.tokentracking.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.machinenativeops.binder.redis.Acknowledgment;
import io.machinenativeops.binder.redis.RedisStreamsHeaders;
import io.machinenativeops.binder.redis.StreamEntry;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.messaging.Message;

/** Hands the batches of the binding to the {@link BatchWriter}, and stops it before the bindings are stopped. */
final class StreamWriter implements SmartLifecycle {

    private final BatchWriter<?> writer;
    private volatile @Nullable Thread adopting;

    StreamWriter(BatchWriter<?> writer) {
        this.writer = writer;
    }

    /** Stores a batch; its entries are acknowledged when this returns, or given up when the writer was stopped. */
    void store(Message<List<byte[]>> batch) {
        var headers = batch.getHeaders();
        var acknowledgment = Objects.requireNonNull(
                headers.get(RedisStreamsHeaders.ACKNOWLEDGMENT, Acknowledgment.class),
                "no acknowledgment in the message");
        var ids = Objects.requireNonNull(headers.get(RedisStreamsHeaders.ENTRY_IDS, List.class), "no entry ids");
        var entries = new ArrayList<StreamEntry>();
        for (int i = 0; i < batch.getPayload().size(); i++) {
            entries.add(new StreamEntry((String) ids.get(i), batch.getPayload().get(i), Map.of()));
        }
        if (writer.write(entries)) {
            acknowledgment.acknowledge();
        } else {
            acknowledgment.release();
        }
    }

    /** Why nothing can be stored until somebody mends it. */
    Optional<String> heldBack() {
        return writer.heldBack();
    }

    @Override
    public void start() {
        adopting = Thread.ofVirtual().name("adopt-batches").start(writer::adopt);
    }

    @Override
    public void stop() {
        writer.stop();
    }

    @Override
    public boolean isRunning() {
        return adopting != null;
    }

    /** Later than the bindings: started after them, stopped before, so that none waits for ClickHouse when all ends. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
