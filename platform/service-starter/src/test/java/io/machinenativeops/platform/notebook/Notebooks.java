package io.machinenativeops.platform.notebook;

import java.util.List;
import java.util.UUID;

import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

public interface Notebooks extends JpaRepository<Notebook, UUID> {

    List<Notebook> findByIdGreaterThanOrderById(UUID after, Limit limit);
}
