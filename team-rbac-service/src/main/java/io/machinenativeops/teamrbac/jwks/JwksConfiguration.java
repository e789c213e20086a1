package io.machinenativeops.teamrbac.jwks;

import java.time.Duration;
import java.time.InstantSource;

import com.nimbusds.jose.jwk.JWKSet;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.platform.work.RepeatedWork;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** Puts the keys together, and answers {@code GET /oauth2/jwks}. */
@Configuration(proxyBeanMethods = false)
class JwksConfiguration {

    static final String PATH = "/oauth2/jwks";

    @Bean
    SigningKeys signingKeys(
            TenantDatabase database,
            @Value("${mno.issuer.key-encryption:}") String encryption,
            JwksProperties properties) {
        return new SigningKeys(
                new StoredKeys(database, KeyCipher.of(encryption), properties),
                InstantSource.system(),
                properties.refresh());
    }

    @Bean
    RepeatedWork turningKeys(SigningKeys keys, TenantDatabase database) {
        return new RepeatedWork("signing-keys", () -> database.isReady() ? keys.turn() : Duration.ofMillis(200));
    }

    /** Not a controller: the set is read without a token. */
    @Bean
    RouterFunction<ServerResponse> jwks(SigningKeys keys, JwksProperties properties) {
        var caching = CacheControl.maxAge(properties.maxAge()).cachePublic();
        return RouterFunctions.route()
                .GET(PATH, _ -> answer(keys.published(), caching))
                .build();
    }

    private static ServerResponse answer(JWKSet keys, CacheControl caching) {
        if (keys.isEmpty()) {
            return ServerResponse.status(503).header("Retry-After", "1").build();
        }
        return ServerResponse.ok()
                .contentType(MediaType.parseMediaType(JWKSet.MIME_TYPE))
                .cacheControl(caching)
                .body(keys.toString(true));
    }
}
