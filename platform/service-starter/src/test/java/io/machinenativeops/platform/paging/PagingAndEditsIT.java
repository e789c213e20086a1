package io.machinenativeops.platform.paging;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import io.machinenativeops.platform.notebook.Notebook;
import io.machinenativeops.platform.notebook.NotebookService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

class PagingAndEditsIT extends NotebookService {

    record Item(UUID id, int revision, String title) {}

    record Listed(List<Item> items, @Nullable String nextCursor) {}

    private UUID write(String title) {
        return database.forOrganization(
                organization,
                _ -> notebooks.save(new Notebook(UUID.randomUUID(), title)).id());
    }

    private RestTestClient.ResponseSpec get(String query) {
        return client.get()
                .uri("/notebooks" + query)
                .header("Authorization", "Bearer " + token())
                .exchange();
    }

    private Listed page(String query) {
        return Objects.requireNonNull(
                get(query).expectStatus().isOk().returnResult(Listed.class).getResponseBody());
    }

    private void refused(String query, String field) {
        get(query)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("invalid-parameter")
                .jsonPath("$.errors[0].field")
                .isEqualTo(field);
    }

    @Test
    void walksThroughAllPagesWhileRowsComeAndGo() {
        for (int i = 0; i < 5; i++) {
            write("n" + i);
        }
        var seen = new ArrayList<UUID>();
        var page = page("?limit=2");
        page.items().forEach(item -> seen.add(item.id()));
        // The row that the cursor names goes away.
        database.forOrganization(organization, _ -> {
            notebooks.deleteById(seen.get(1));
            return 0;
        });
        while (page.nextCursor() != null) {
            page = page("?limit=2&cursor=" + page.nextCursor());
            page.items().forEach(item -> seen.add(item.id()));
        }
        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void endsWithNoCursorWhenThePageIsJustFull() {
        write("a");
        write("b");
        assertThat(page("").items()).hasSize(2);
        assertThat(page("").nextCursor()).isNull();
        write("c");
        assertThat(page("").items()).hasSize(2);
        assertThat(page("?limit=3").items()).hasSize(3);
    }

    @Test
    void refusesLimitsAndCursorsThatAreNone() {
        for (int i = 0; i < 3; i++) {
            write("n" + i);
        }
        var cursor = page("").nextCursor();
        refused("?limit=0", "limit");
        refused("?limit=4", "limit");
        refused("?limit=two", "limit");
        refused("?limit=1&limit=2", "limit");
        refused("?cursor=x", "cursor");
        refused("?cursor=", "cursor");
        refused("?title=other&cursor=" + cursor, "cursor");
        var forged = new Cursor(question(), java.util.Map.of(), List.of("not a uuid")).encoded();
        refused("?cursor=" + forged, "cursor");
        var empty = new Cursor(question(), java.util.Map.of(), List.of()).encoded();
        refused("?cursor=" + empty, "cursor");
    }

    private String question() {
        return Cursor.digest("/notebooks", organization, java.util.Map.of());
    }

    private RestTestClient.ResponseSpec put(UUID id, @Nullable String match, String title) {
        var request = client.put().uri("/notebooks/" + id).header("Authorization", "Bearer " + token());
        if (match != null) {
            request.header("If-Match", match);
        }
        return request.contentType(MediaType.APPLICATION_JSON)
                .body("{\"title\":\"" + title + "\"}")
                .exchange();
    }

    @Test
    void changesOnlyWhatTheCallerSaw() {
        var id = write("first");
        put(id, null, "x").expectStatus().isEqualTo(428);
        put(id, "\"0\"", "second").expectStatus().isOk().expectHeader().valueEquals("ETag", "\"1\"");
        put(id, "\"0\"", "x")
                .expectStatus()
                .isEqualTo(412)
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("If-Match is \"0\", but the notebook is at \"1\": read it again, and change what is there.");
        put(id, "three", "x").expectStatus().isBadRequest();
        put(id, "*", "third").expectStatus().isOk();
        put(id, "\"7\", W/\"2\"", "fourth").expectStatus().isOk();
        assertThat(page("").items()).extracting(Item::title).containsExactly("fourth");
    }

    @Test
    void takesAnEditWithoutIfMatchWhereTheRouteSaysSo() {
        var id = write("first");
        client.delete()
                .uri("/notebooks/" + id)
                .header("Authorization", "Bearer " + token())
                .header("If-Match", "\"4\"")
                .exchange()
                .expectStatus()
                .isEqualTo(412);
        client.delete()
                .uri("/notebooks/" + id)
                .header("Authorization", "Bearer " + token())
                .exchange()
                .expectStatus()
                .isNoContent();
    }
}
