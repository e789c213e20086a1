package io.machinenativeops.platform.openapi;

import java.util.Objects;
import java.util.stream.StreamSupport;

import io.machinenativeops.platform.notebook.NotebookService;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class DescribedApiIT extends NotebookService {

    private JsonNode operation(String path, String method) {
        var text = Objects.requireNonNull(client.get()
                .uri("/v3/api-docs")
                .header("Authorization", "Bearer " + token())
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(String.class)
                .getResponseBody());
        return JsonMapper.shared().readTree(text).path("paths").path(path).path(method);
    }

    private static JsonNode parameter(JsonNode operation, String name) {
        return StreamSupport.stream(operation.path("parameters").spliterator(), false)
                .filter(each -> each.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void saysWhatARepeatablePostTakes() {
        var post = operation("/notebooks", "post");
        assertThat(parameter(post, "Idempotency-Key").path("in").asString()).isEqualTo("header");
        assertThat(post.path("responses").propertyNames()).contains("409", "422", "400", "401", "403", "500", "503");
        assertThat(post.path("parameters")).hasSize(1);
    }

    @Test
    void saysWhatAnEditTakes() {
        var put = operation("/notebooks/{id}", "put");
        assertThat(parameter(put, "If-Match").path("required").asBoolean()).isTrue();
        assertThat(put.path("responses").propertyNames()).contains("404", "412", "428");
        var delete = operation("/notebooks/{id}", "delete");
        assertThat(parameter(delete, "If-Match").path("required").asBoolean()).isFalse();
        assertThat(delete.path("responses").propertyNames()).contains("412").doesNotContain("428");
    }

    @Test
    void saysHowLongPagesAre() {
        var list = operation("/notebooks", "get");
        assertThat(parameter(list, "cursor").path("in").asString()).isEqualTo("query");
        var limit = parameter(list, "limit").path("schema");
        assertThat(limit.path("default").asInt()).isEqualTo(2);
        assertThat(limit.path("maximum").asInt()).isEqualTo(3);
    }
}
