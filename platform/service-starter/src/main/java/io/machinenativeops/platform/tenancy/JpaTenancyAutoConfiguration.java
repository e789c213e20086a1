package io.machinenativeops.platform.tenancy;

import javax.sql.DataSource;

import jakarta.persistence.EntityManagerFactory;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.JpaTransactionManager;

/**
 * JPA for a service that has it on its class path: entities with a {@code @TenantId} belong to the organisation whose transaction
 * runs. In none, they belong to nobody: nothing is found, and row-level security lets nothing in.
 */
@AutoConfiguration(
        after = DataSourceAutoConfiguration.class,
        before = {HibernateJpaAutoConfiguration.class, TenancyAutoConfiguration.class})
@ConditionalOnClass({SessionFactory.class, JpaTransactionManager.class, HibernateJpaAutoConfiguration.class})
@ConditionalOnBean(DataSource.class)
public final class JpaTenancyAutoConfiguration {

    @Bean
    HibernatePropertiesCustomizer tenantOfTheTransaction() {
        return properties -> properties.put(MultiTenancySettings.MULTI_TENANT_IDENTIFIER_RESOLVER, new Tenant());
    }

    /** Mappings are held against the schema once it is made, not at the start: PostgreSQL may be away then. */
    @Bean
    SchemaCheck mappedSchema(ObjectProvider<EntityManagerFactory> factory) {
        return () -> factory.getObject()
                .unwrap(SessionFactory.class)
                .getSchemaManager()
                .validateMappedObjects();
    }

    @Bean
    UnwrittenChanges entitiesToWrite(ObjectProvider<EntityManagerFactory> factory) {
        return () -> {
            var manager = EntityManagerFactoryUtils.getTransactionalEntityManager(factory.getObject());
            if (manager != null) {
                manager.flush();
            }
        };
    }

    private static final class Tenant implements CurrentTenantIdentifierResolver<String> {

        @Override
        public String resolveCurrentTenantIdentifier() {
            return BoundOrganization.current();
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return true;
        }
    }
}
