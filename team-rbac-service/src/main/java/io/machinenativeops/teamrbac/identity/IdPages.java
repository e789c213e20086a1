package io.machinenativeops.teamrbac.identity;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.machinenativeops.platform.paging.Page;
import io.machinenativeops.platform.paging.PageQuery;
import org.springframework.data.domain.Limit;

/** Pages of things in the order of their ids. */
public final class IdPages {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private IdPages() {}

    /**
     * Reads the page that is asked for.
     *
     * @param rows reads some rows after an id
     */
    public static <T> Page<T> of(PageQuery page, BiFunction<UUID, Limit, List<T>> rows, Function<T, UUID> id) {
        var after = Objects.requireNonNullElse(page.after(UUID::fromString), BEFORE_ALL);
        return page.page(
                rows.apply(after, Limit.of(page.toRead())),
                each -> List.of(id.apply(each).toString()));
    }
}
