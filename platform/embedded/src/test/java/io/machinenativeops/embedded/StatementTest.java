package io.machinenativeops.embedded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StatementTest {

    /** The bar stands where the rows begin, the exclamation mark where the head ends. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "INSERT INTO t !VALUES| (1)#Values",
                "insert into t (a, `values`, \"format\") !values|(1)#Values",
                "INSERT INTO db.values !FORMAT RowBinary |x#RowBinary",
                "INSERT INTO format !FORMAT CSV |1,2#CSV",
                "INSERT INTO TABLE t !FORMAT TSV |1#TSV",
                "INSERT INTO FUNCTION remote('h', 'db', 'select') !FORMAT TSV |1#TSV",
                "INSERT INTO t SETTINGS a = 'FORMAT x', b = 1 !FORMAT JSONEachRow |{}#JSONEachRow",
                "/* INSERT; VALUES */ INSERT INTO t -- FORMAT x~~n !VALUES|(1)#Values",
                "INSERT INTO t !FORMAT CSV \t |;#CSV",
                "INSERT INTO `a b`.`t` !FORMAT Native |x#Native",
            })
    void findsWhereTheRowsOfAnInsertBegin(String marked, String format) {
        String sql = marked.replace("~~n", "\n").replace("!", "");
        assertThat(Statement.parse(sql.replace("|", ""), 0))
                .isEqualTo(new Statement.Insert(marked.replace("~~n", "\n").indexOf('!'), format, sql.indexOf('|')));
    }

    @Test
    void skipsOneLineBreakBeforeTheRowsAndNoMore() {
        assertThat(rowsFrom("INSERT INTO t FORMAT CSV\n\n1", 0)).isEqualTo(25);
        assertThat(rowsFrom("INSERT INTO t FORMAT CSV \r\n\n1", 0)).isEqualTo(27);
    }

    @Test
    void takesEveryByteAfterTheUrlAsRows() {
        String url = "INSERT INTO t FORMAT RowBinary\n";
        assertThat(rowsFrom(url + "\n\n\u0000", url.length())).isEqualTo(url.length());
        String semicolon = "INSERT INTO t FORMAT RowBinary ;\n";
        assertThat(rowsFrom(semicolon + "\n1", semicolon.length())).isEqualTo(semicolon.length());
    }

    @Test
    void takesAnInsertWithoutFormatAsValues() {
        assertThat(Statement.parse("INSERT INTO t (a)", 0)).isEqualTo(new Statement.Insert(17, "Values", 17));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t SELECT 1",
                "INSERT INTO t (a) WITH x AS (SELECT 1) SELECT * FROM x",
                "INSERT INTO t FROM INFILE 'f' FORMAT CSV",
                "SELECT 1;",
                "SELECT ';' ; -- end\n",
                "SELECT $tag$ ; $tag$",
                "SELECT format('{}', 1)",
                "SELECT format FROM t",
                "SELECT 'it''s' || \"a;b\" || 'c\\'; d'",
                "CREATE TABLE t (a UInt8) ENGINE = Memory",
                "",
                "SELECT 'open",
                "SELECT $ 1",
                "/* open",
            })
    void leavesEverythingElseWhole(String sql) {
        assertThat(Statement.parse(sql, 0)).isInstanceOf(Statement.Whole.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "SELECT 1 FORMAT JSON # JSON",
                "SELECT 1 format CSV; # CSV",
                "SELECT 1 FORMAT Native SETTINGS max_threads = 1 # Native",
                "SELECT (SELECT 1 FORMAT x) #",
                "SELECT format FROM t #",
            })
    void findsTheFormatThatAStatementNames(String sql, String format) {
        assertThat(Statement.parse(sql, 0)).isEqualTo(new Statement.Whole(format));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1; SELECT 2", "SELECT 1;;DROP TABLE t", "INSERT INTO t SELECT 1; SELECT 2"})
    void refusesASecondStatement(String sql) {
        assertThatThrownBy(() -> Statement.parse(sql, 0))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("Multi-statements are not allowed");
    }

    private static int rowsFrom(String sql, int queryLength) {
        return ((Statement.Insert) Statement.parse(sql, queryLength)).rowsFrom();
    }
}
