package io.machinenativeops.teamrbac.identity;

import java.util.List;
import java.util.UUID;

import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.repository.NoRepositoryBean;

/** What is read of named things, in the order of their ids. */
@NoRepositoryBean
public interface NamedRepository<E extends Named> extends JpaRepository<E, UUID>, JpaSpecificationExecutor<E> {

    /** Some things after one. */
    default List<E> list(Specification<E> which, UUID after, Limit limit) {
        Specification<E> later = (thing, _, builder) -> builder.greaterThan(thing.get("id"), after);
        return findBy(
                later.and(which),
                found -> found.sortBy(Sort.by("id")).limit(limit.max()).all());
    }
}
