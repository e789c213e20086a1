package io.machinenativeops.teamrbac.audit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CsvRowTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "plain;plain",
                "a,b;\"a,b\"",
                "say \"x\";\"say \"\"x\"\"\"",
                "=1+1;'=1+1",
                "+1;'+1",
                "-1;'-1",
                "@SUM(A1);'@SUM(A1)",
                "a=1;a=1",
            })
    void writesNothingThatASpreadsheetWouldRun(String value, String cell) {
        assertThat(CsvRow.cell(value)).isEqualTo(cell);
    }

    @Test
    void quotesLinesAndLeavesNothingEmpty() {
        assertThat(CsvRow.cell("a\nb")).isEqualTo("\"a\nb\"");
        assertThat(CsvRow.cell("\tx")).isEqualTo("'\tx");
        assertThat(CsvRow.cell("\r\nx")).isEqualTo("\"'\r\nx\"");
        assertThat(CsvRow.cell(null)).isEmpty();
        assertThat(CsvRow.cell("")).isEmpty();
    }
}
