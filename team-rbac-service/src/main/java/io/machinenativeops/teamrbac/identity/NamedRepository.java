package io.machinenativeops.teamrbac.identity;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.repository.NoRepositoryBean;

/** What is read of named things, in the order of their ids. */
@NoRepositoryBean
public interface NamedRepository<E extends Named> extends JpaRepository<E, UUID> {

    List<E> findByDeletedAtIsNullAndIdGreaterThanOrderById(UUID after, Limit limit);

    List<E> findByDeletedAtIsNullAndIdInAndIdGreaterThanOrderById(Collection<UUID> ids, UUID after, Limit limit);
}
