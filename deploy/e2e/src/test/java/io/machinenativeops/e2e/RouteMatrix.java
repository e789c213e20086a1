package io.machinenativeops.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.dataformat.yaml.YAMLMapper;

/** The tables of {@code docs/permissions.md}: what each role is answered on each route. */
record RouteMatrix(List<Route> routes) {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    /** One row, as {@code GET /api/v1/teams/{id}}, with its cells by column. */
    record Route(String method, String path, Map<String, String> cells) {

        String name() {
            return method + " " + path;
        }
    }

    static RouteMatrix of(Path root) {
        var routes = new ArrayList<Route>();
        List<String> columns = List.of();
        for (var line : lines(root.resolve("docs/permissions.md"))) {
            var cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            if (line.startsWith("| Route |")) {
                columns = cells;
            } else if (line.startsWith("| `")) {
                var route = cells.get(1).replace("`", "").split(" ", 2);
                var byColumn = new LinkedHashMap<String, String>();
                for (int at = 2; at < cells.size() - 1; at++) {
                    byColumn.put(columns.get(at), cells.get(at));
                }
                routes.add(new Route(route[0], route[1], byColumn));
            }
        }
        return new RouteMatrix(List.copyOf(routes));
    }

    /** The routes that the OpenAPI files of {@code docs/api} describe. */
    static Set<String> described(Path root) {
        var described = new TreeSet<String>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve("docs/api"), "*.yaml")) {
            for (var file : files) {
                for (var path : new YAMLMapper().readTree(file).get("paths").properties()) {
                    path.getValue().propertyNames().stream()
                            .filter(METHODS::contains)
                            .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return described;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
