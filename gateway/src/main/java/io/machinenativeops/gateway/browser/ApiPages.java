package io.machinenativeops.gateway.browser;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The descriptions of all services' APIs at {@code /docs}, as files of this build: they are there when a service is not, and
 * no service needs to show its own. Nothing comes from other sites.
 */
@Configuration(proxyBeanMethods = false)
class ApiPages {

    static final String PATH = "/docs";

    private static final String VIEWER = "META-INF/resources/webjars/swagger-ui/";
    private static final String NAME = "[a-z0-9-]+";

    @Bean
    RouterFunction<ServerResponse> describedApis() throws IOException {
        var services = Arrays.stream(
                        new PathMatchingResourcePatternResolver().getResources("classpath*:docs/api/*.yaml"))
                .map(file -> String.valueOf(file.getFilename()).replace(".yaml", ""))
                .sorted()
                .toList();
        var viewer = viewer();
        return RouterFunctions.route()
                // Where people land who opened the bare address, or signed in without saying where to.
                .route(read("/"), _ -> ServerResponse.seeOther(URI.create(PATH)).build())
                .route(read("/docs"), _ -> page(new ClassPathResource("docs/index.html"), MediaType.TEXT_HTML))
                .route(read("/docs/start.js"), _ -> page(new ClassPathResource("docs/start.js"), script()))
                .route(read("/docs/page.css"), _ -> page(new ClassPathResource("docs/page.css"), css()))
                .route(read("/docs/services"), _ -> ServerResponse.ok().body(services))
                .route(read("/docs/api/{service:" + NAME + "}.yaml"), ApiPages::description)
                .route(read("/docs/viewer/swagger-ui.css"), _ -> page(viewer.createRelative("swagger-ui.css"), css()))
                .route(
                        read("/docs/viewer/swagger-ui-bundle.js"),
                        _ -> page(viewer.createRelative("swagger-ui-bundle.js"), script()))
                .route(
                        read("/docs/viewer/swagger-ui-standalone-preset.js"),
                        _ -> page(viewer.createRelative("swagger-ui-standalone-preset.js"), script()))
                .build();
    }

    /** The library's own {@code GET} knows no HEAD. */
    private static RequestPredicate read(String path) {
        return RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(RequestPredicates.path(path));
    }

    private static Resource viewer() throws IOException {
        var found = new PathMatchingResourcePatternResolver()
                .getResources("classpath*:" + VIEWER + "*/swagger-ui-bundle.js");
        if (found.length != 1) {
            throw new IllegalStateException("%d viewers on the class path, expected 1".formatted(found.length));
        }
        return found[0];
    }

    private static ServerResponse description(ServerRequest request) {
        var file = new ClassPathResource("docs/api/" + request.pathVariable("service") + ".yaml");
        return file.exists()
                ? page(file, MediaType.APPLICATION_YAML)
                : ServerResponse.notFound().build();
    }

    private static ServerResponse page(Resource content, MediaType type) {
        return ServerResponse.ok()
                .contentType(type)
                .cacheControl(CacheControl.noCache())
                .body(content);
    }

    private static MediaType script() {
        return MediaType.parseMediaType("text/javascript;charset=utf-8");
    }

    private static MediaType css() {
        return MediaType.parseMediaType("text/css;charset=utf-8");
    }
}
