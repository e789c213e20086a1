package io.machinenativeops.embedded;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClickHouseHttpIT {

    /** RowBinary of a String with every awkward byte, then a UInt32 of 10, which begins with the byte of a line feed. */
    private static final byte[] AWKWARD_ROW = {7, 0, '\n', '\r', '\'', '"', ';', '\\', '\n', 0, 0, 0};

    private static final String AWKWARD_HEX = "000A0D27223B5C\t10\n";

    private static final EmbeddedClickHouse CLICK_HOUSE =
            EmbeddedClickHouse.in(EmbeddedStores.freshFolder()).start();

    private final RawHttp http = new RawHttp(CLICK_HOUSE.url());
    private final String database = EmbeddedStores.freshDatabase();
    private final String table = database + ".t";

    @AfterAll
    static void stop() {
        CLICK_HOUSE.close();
    }

    @BeforeEach
    void createTable() {
        http.query("CREATE DATABASE " + database);
        http.query("CREATE TABLE " + table + " (a String, b UInt32) ENGINE = MergeTree ORDER BY b");
    }

    @Test
    void takesTheStatementFromTheUrlOrTheBodyOrBoth() {
        assertThat(RawHttp.text(http.get("/", Map.of("query", "SELECT 1")))).isEqualTo("1\n");
        assertThat(http.query("SELECT 2")).isEqualTo("2\n");
        assertThat(RawHttp.text(http.post(Map.of("query", "SELECT 3"), bytes("+ 4"))))
                .isEqualTo("7\n");
    }

    @Test
    void answersPingAndTheBareAddress() {
        assertThat(RawHttp.text(http.get("/ping", Map.of()))).isEqualTo("Ok.\n");
        assertThat(RawHttp.text(http.get("/", Map.of()))).isEqualTo("Ok.\n");
        assertThat(http.get("/play", Map.of()).statusCode()).isEqualTo(404);
    }

    @Test
    void insertsBinaryRowsByteForByte() {
        http.post(Map.of("query", "INSERT INTO " + table + " FORMAT RowBinary"), AWKWARD_ROW);
        http.post(Map.of("query", "INSERT INTO " + table + " (a, b) FORMAT RowBinary\n"), AWKWARD_ROW);
        http.post(
                Map.of(),
                join(bytes("INSERT INTO " + table + " SETTINGS max_threads = 1 FORMAT RowBinary\n"), AWKWARD_ROW));
        assertThat(http.query("SELECT hex(a), b FROM " + table)).isEqualTo(AWKWARD_HEX.repeat(3));
    }

    @Test
    void insertsRowsWhoseFirstByteIsALineFeed() {
        http.query("CREATE TABLE " + database + ".n (n UInt8) ENGINE = Memory");
        http.post(Map.of("query", "INSERT INTO " + database + ".n FORMAT RowBinary"), new byte[] {10, 32, 9, 13});
        assertThat(http.query("SELECT groupArray(n) FROM " + database + ".n")).isEqualTo("[10,32,9,13]\n");
    }

    @Test
    void insertsValuesAndTextFormats() {
        http.query("INSERT INTO " + table + " VALUES ('a\nb', 1), ('c;--', 2)");
        http.post(Map.of("query", "INSERT INTO " + table + " (b, a) VALUES"), bytes("(3, 'd')"));
        http.post(
                Map.of("query", "INSERT INTO " + table + " FORMAT JSONEachRow"),
                bytes("{\"a\":\"e\",\"b\":4}\n{\"a\":\"f\",\"b\":5}"));
        http.query("INSERT INTO " + table + " FORMAT CSV\n\"g,h\",6\n");
        http.query("INSERT INTO " + table + " SELECT 'i', 7");
        assertThat(http.query("SELECT a, b FROM " + table + " ORDER BY b FORMAT JSONCompactEachRow"))
                .isEqualTo("""
                        ["a\\nb", 1]
                        ["c;--", 2]
                        ["d", 3]
                        ["e", 4]
                        ["f", 5]
                        ["g,h", 6]
                        ["i", 7]
                        """);
    }

    /** Larger than any buffer between the client and the engine, smaller than the engine's own block of a million rows. */
    @Test
    void insertsALargeBodyWholeOrNotAtAll() {
        String deduplicated = database + ".d";
        http.query("CREATE TABLE " + deduplicated
                + " (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100");
        String rows = IntStream.range(0, 900_000).mapToObj(n -> n + "\n").collect(Collectors.joining());
        Map<String, String> insert =
                Map.of("query", "INSERT INTO " + deduplicated + " FORMAT TSV", "insert_deduplication_token", "large");
        assertError(http.post(insert, bytes(rows + "not a number\n")), 400, "27", "not a number");
        assertThat(http.query("SELECT count() FROM " + deduplicated)).isEqualTo("0\n");
        for (int i = 0; i < 2; i++) {
            assertThat(http.post(insert, bytes(rows)).statusCode()).isEqualTo(200);
            assertThat(http.query("SELECT count() FROM " + deduplicated)).isEqualTo("900000\n");
        }
        assertThat(http.query("SELECT count() FROM system.parts WHERE level = 0 AND database = '" + database
                        + "' AND table = 'd'"))
                .isEqualTo("1\n");
    }

    @Test
    void countsInsertedRowsInTheSummary() {
        HttpResponse<byte[]> response =
                http.post(Map.of("query", "INSERT INTO " + table + " VALUES"), bytes("('a', 1), ('b', 2)"));
        assertThat(response.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
                .contains("\"written_rows\":\"2\"");
    }

    @Test
    void namesIdFormatAndTimeZoneOfAnAnswer() {
        HttpResponse<byte[]> response =
                http.post(Map.of("query_id", "q-1", "default_format", "CSV"), bytes("SELECT 'x'"));
        assertThat(RawHttp.text(response)).isEqualTo("\"x\"\n");
        assertThat(response.headers().map()).containsKeys("x-clickhouse-timezone", "x-clickhouse-server-display-name");
        assertThat(response.headers().firstValue("X-ClickHouse-Query-Id")).contains("q-1");
        assertThat(response.headers().firstValue("X-ClickHouse-Format")).contains("CSV");
        HttpResponse<byte[]> named = http.post(Map.of(), bytes("SELECT 1 AS n FORMAT JSONEachRow"));
        assertThat(named.headers().firstValue("X-ClickHouse-Format")).contains("JSONEachRow");
        assertThat(named.headers().firstValue("Content-Type")).contains("application/json; charset=UTF-8");
    }

    @Test
    void takesDatabaseAndFormatFromHeaders() {
        HttpResponse<byte[]> response = http.post(
                Map.of(),
                bytes("SELECT currentDatabase() AS d"),
                "X-ClickHouse-Database",
                database,
                "X-ClickHouse-Format",
                "JSONEachRow");
        assertThat(RawHttp.text(response)).isEqualTo("{\"d\":\"" + database + "\"}\n");
        assertThat(http.query("SELECT currentDatabase()", Map.of("database", database)))
                .isEqualTo(database + "\n");
    }

    @Test
    void settingsOfOneRequestNeverReachTheNext() {
        for (int i = 0; i < 20; i++) {
            assertThat(http.query("SELECT getSetting('max_block_size')", Map.of("max_block_size", "1234")))
                    .isEqualTo("1234\n");
            http.query("SET max_block_size = 4321");
            http.query("CREATE TEMPORARY TABLE scratch (n UInt8)");
            assertThat(http.query("SELECT getSetting('max_block_size')")).isNotIn("1234\n", "4321\n");
        }
    }

    @Test
    void parametersStayValuesWhateverTheyHold() {
        String nasty = "'; DROP TABLE " + table + "; --";
        assertThat(http.query(
                        "SELECT {s:String}, {n:UInt64} + 1, {l:Array(String)}[2]",
                        Map.of("param_s", nasty, "param_n", "41", "param_l", "['a','b']")))
                .isEqualTo(nasty.replace("'", "\\'") + "\t42\tb\n");
        assertThat(http.post(Map.of(), bytes("SELECT {s:String}")).headers().firstValue("X-ClickHouse-Exception-Code"))
                .contains("456");
    }

    @Test
    void reportsErrorsWithCodeAndStatus() {
        assertError(http.post(Map.of(), bytes("SELEC 1")), 400, "62", "Syntax error");
        assertError(http.post(Map.of(), bytes("SELECT * FROM " + database + ".absent")), 404, "60", "absent");
        assertError(http.post(Map.of("database", "absent_database"), bytes("SELECT 1")), 404, "81", "absent_database");
        assertError(http.post(Map.of("no_such_setting", "1"), bytes("SELECT 1")), 404, "115", "no_such_setting");
        assertError(http.post(Map.of(), bytes("SELECT throwIf(1, 'boom')")), 500, "395", "boom");
        assertError(
                http.post(Map.of(), bytes("INSERT INTO " + table + " VALUES ('a', 'not a number')")),
                400,
                "6",
                "UInt32");
        assertError(http.post(Map.of(), bytes("INSERT INTO " + database + ".absent VALUES (1)")), 404, "60", "absent");
        assertError(http.post(Map.of("session_id", "s"), bytes("SELECT 1")), 400, "36", "session_id=s");
        assertError(http.post(Map.of(), bytes("SELECT 1; SELECT 2")), 400, "62", "Multi-statements");
        assertThat(http.query("SELECT 1;")).isEqualTo("1\n");
    }

    @Test
    void letsGetRequestsReadOnly() {
        assertError(http.get("/", Map.of("query", "DROP TABLE " + table)), 403, "164", "readonly");
        assertThat(http.query("EXISTS " + table)).isEqualTo("1\n");
    }

    @Test
    void keepsWebPagesOut() {
        assertError(http.post(Map.of(), bytes("SELECT 1"), "Origin", "https://example.org"), 403, "497", "example.org");
    }

    @Test
    void readsCompressedBodies() throws IOException {
        byte[] insert = join(bytes("INSERT INTO " + table + " FORMAT RowBinary\n"), AWKWARD_ROW);
        http.post(Map.of(), gzip(insert), "Content-Encoding", "gzip");
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(deflated)) {
            out.write(insert);
        }
        http.post(Map.of(), deflated.toByteArray(), "Content-Encoding", "deflate");
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        try (OutputStream out = new NativeBlockOutput(blocks)) {
            out.write(AWKWARD_ROW);
        }
        http.post(
                Map.of("decompress", "1", "query", "INSERT INTO " + table + " FORMAT RowBinary"), blocks.toByteArray());
        assertThat(http.query("SELECT hex(a), b FROM " + table)).isEqualTo(AWKWARD_HEX.repeat(3));
        assertError(http.post(Map.of(), bytes("SELECT 1"), "Content-Encoding", "br"), 400, "36", "'br'");
        assertError(http.post(Map.of(), bytes("SELECT 1"), "Content-Encoding", "gzip"), 400, "36", "GZIP");
    }

    @Test
    void compressesAnswersAsAsked() throws IOException {
        byte[] sql = bytes("SELECT number FROM numbers(3)");
        var http1 = Map.of("enable_http_compression", "1");
        HttpResponse<byte[]> gzip = http.post(http1, sql, "Accept-Encoding", "gzip, deflate");
        assertThat(gzip.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
                .isEqualTo(bytes("0\n1\n2\n"));
        HttpResponse<byte[]> deflate = http.post(http1, sql, "Accept-Encoding", "deflate");
        assertThat(new InflaterInputStream(new ByteArrayInputStream(deflate.body())).readAllBytes())
                .isEqualTo(bytes("0\n1\n2\n"));
        HttpResponse<byte[]> blocks = http.post(Map.of("compress", "1"), sql);
        assertThat(new NativeBlockInput(new ByteArrayInputStream(blocks.body())).readAllBytes())
                .isEqualTo(bytes("0\n1\n2\n"));
        HttpResponse<byte[]> plain = http.post(Map.of(), sql, "Accept-Encoding", "gzip");
        assertThat(plain.body()).isEqualTo(bytes("0\n1\n2\n"));
        HttpResponse<byte[]> none = http.post(http1, bytes("SELECT 1"), "Accept-Encoding", "br");
        assertThat(RawHttp.text(none)).isEqualTo("1\n");
    }

    @Test
    void insertsNothingOfABodyThatBreaksOff() throws IOException {
        String begin =
                "POST /?query=INSERT%20INTO%20" + table + "%20FORMAT%20RowBinary HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        sendAndBreakOff(begin + "Transfer-Encoding: chunked\r\n\r\nc\r\n", AWKWARD_ROW);
        sendAndBreakOff(begin + "Content-Length: 24\r\n\r\n", AWKWARD_ROW);
        byte[] large = new byte[AWKWARD_ROW.length * 100_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = AWKWARD_ROW[i % AWKWARD_ROW.length];
        }
        sendAndBreakOff(begin + "Content-Length: 2400000\r\n\r\n", large);
        assertThat(http.query("SELECT count() FROM " + table)).isEqualTo("0\n");
        http.post(Map.of("query", "INSERT INTO " + table + " FORMAT RowBinary"), AWKWARD_ROW);
        assertThat(http.query("SELECT count() FROM " + table)).isEqualTo("1\n");
    }

    private void sendAndBreakOff(String head, byte[] body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), CLICK_HOUSE.port())) {
            socket.getOutputStream().write(join(bytes(head), body));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }

    private static void assertError(HttpResponse<byte[]> response, int status, String code, String said) {
        assertThat(RawHttp.text(response)).contains(said).startsWith("Code: " + code + ".");
        assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code")).contains(code);
        assertThat(response.statusCode()).isEqualTo(status);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(plain);
        }
        return compressed.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }
}
