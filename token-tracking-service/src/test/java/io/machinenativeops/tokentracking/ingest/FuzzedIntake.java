package io.machinenativeops.tokentracking.ingest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.machinenativeops.binder.redis.AppendOnce;
import io.machinenativeops.binder.redis.AppendRequest;
import io.machinenativeops.binder.redis.AppendResult;
import io.machinenativeops.binder.redis.Outcome;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.Grants;
import io.machinenativeops.tokentracking.event.UsageRecordedJson;
import io.machinenativeops.tokentracking.ingest.reading.TimeWindow;
import io.machinenativeops.tokentracking.pricing.CostEngine;
import io.machinenativeops.tokentracking.pricing.PriceBook;
import io.machinenativeops.tokentracking.storage.Storable;
import io.machinenativeops.tokentracking.usage.UsageNormalizer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The intake as the service has it, with an end that takes everything for new: it reads each entry as the writer will, and
 * fails where that would have to park an event.
 */
public final class FuzzedIntake {

    private static final String ORGANIZATION = "018f0000-0000-7000-8000-000000000001";

    public static final Caller CALLER = new Caller(
            ORGANIZATION,
            "fuzz",
            "key",
            null,
            null,
            1,
            new Grants(Map.of("organization:" + ORGANIZATION, Set.of("usage:write"))));

    private FuzzedIntake() {}

    public static UsageIntake intake() {
        return intake(FuzzedIntake::append, (organization, ids) -> Map.of());
    }

    static UsageIntake intake(Function<AppendRequest, AppendResult> stream, CorrectableEvents correctable) {
        return new UsageIntake(
                new Metering(new UsageNormalizer(), new CostEngine(PriceBook.load())),
                new TimeWindow(Duration.ofDays(90), Duration.ofMinutes(10)),
                new UsageJournal(
                        new DurableAppend(new RemembersAll(stream)),
                        new NothingStored(),
                        Duration.ofMinutes(15),
                        Duration.ofDays(7)),
                new Corrections(correctable, Duration.ZERO),
                new IngestMeters(new SimpleMeterRegistry()),
                Clock.systemUTC());
    }

    private static AppendResult append(AppendRequest request) {
        for (var part : request.parts()) {
            var entry = text(request.prefix()) + text(part.body()) + text(request.suffix());
            UsageRecordedJson.read(entry.getBytes(UTF_8)).data().items().forEach(Storable::demand);
        }
        return new AppendResult("1-1", Collections.nCopies(request.parts().size(), Outcome.APPENDED), Instant.EPOCH);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, UTF_8);
    }

    private record RemembersAll(Function<AppendRequest, AppendResult> end) implements AppendOnce {

        @Override
        public AppendResult append(AppendRequest request) {
            return end.apply(request);
        }

        @Override
        public Instant remembersSince(String destination) {
            return Instant.EPOCH;
        }
    }

    private static final class NothingStored implements RecordedEvents {

        @Override
        public Map<String, String> fingerprints(String organizationId, List<Sought> events) {
            return Map.of();
        }

        @Override
        public boolean receivedBefore(String organizationId, Instant moment) {
            return false;
        }
    }
}
