package io.machinenativeops.tokentracking.override;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.machinenativeops.tokentracking.pricing.ModelPrice;
import io.machinenativeops.tokentracking.pricing.PriceBook;
import io.machinenativeops.tokentracking.pricing.PriceOverlay;
import io.machinenativeops.tokentracking.pricing.PricingRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The overrides of all organisations in memory, so that no event waits for PostgreSQL. A replica that changes one sees it at
 * once, the others look for changes every second. While PostgreSQL is away, what was read last stays in force.
 */
final class Overrides implements PriceOverlay, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Overrides.class);
    private static final Pattern VERSION = Pattern.compile("([0-9a-f-]{36})\\.([0-9]{1,9})(?:\\.(.+))?");

    private final OverrideStore store;
    private final PriceBook catalogue;
    private final Duration pause;
    private final Map<String, OrganizationPrices> prices = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean known;
    private volatile @Nullable Thread watch;

    /** @param pause between two looks for changes that other replicas made */
    Overrides(OverrideStore store, PriceBook catalogue, Duration pause) {
        this.store = store;
        this.catalogue = catalogue;
        this.pause = pause;
    }

    @Override
    public Optional<ModelPrice> find(String organization, PricingRequest request) {
        var own = prices.get(organization);
        return own == null ? Optional.empty() : own.find(request);
    }

    @Override
    public Optional<ModelPrice> version(String organization, String priceVersion) {
        var named = VERSION.matcher(priceVersion);
        if (!named.matches()) {
            return Optional.empty();
        }
        var override = store.find(organization, UUID.fromString(named.group(1)), Integer.parseInt(named.group(2)));
        var base = named.group(3);
        return base == null
                ? override.map(PriceOverride::row)
                : override.flatMap(each -> catalogue.version(base).map(each::adjusted));
    }

    @Override
    public List<ModelPrice> over(
            String organization, List<ModelPrice> rows, @Nullable String provider, @Nullable String model, Instant at) {
        var own = prices.get(organization);
        return own == null ? rows : own.over(rows, provider, model, at);
    }

    @Override
    public boolean isKnown(String organization) {
        return known;
    }

    /** Reads an organisation's overrides now, after a change of them here. */
    void refresh(String organization) {
        var changed = store.snapshot(organization);
        var fresh = new OrganizationPrices(changed.number(), changed.overrides(), catalogue);
        // A slower reader must not put back what it read before.
        prices.merge(organization, fresh, (old, read) -> old.change() > read.change() ? old : read);
    }

    private void look() {
        store.changes().forEach((organization, number) -> {
            var own = prices.get(organization);
            if (own == null || own.change() < number) {
                refresh(organization);
            }
        });
        known = true;
    }

    private void keepLooking() {
        boolean told = false;
        try {
            do {
                try {
                    look();
                    told = false;
                } catch (RuntimeException away) {
                    if (!told) {
                        log.warn("price overrides can't be read now, those known stay in force: {}", away.getMessage());
                        told = true;
                    }
                }
            } while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        watch = Thread.ofVirtual().name("price-overrides").start(this::keepLooking);
    }

    @Override
    public void stop() {
        stopped.countDown();
        watch = null;
    }

    @Override
    public boolean isRunning() {
        return watch != null;
    }
}
