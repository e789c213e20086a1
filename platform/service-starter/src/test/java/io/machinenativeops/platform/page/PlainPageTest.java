package io.machinenativeops.platform.page;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlainPageTest {

    @Test
    void bringsItsStyleAlongAndSaysNothingAsMarkup() {
        var page = PlainPage.of("<h1>" + PlainPage.text("<b>\"'&") + "</h1>\n");

        assertThat(page)
                .startsWith("<!doctype html>\n<html lang=\"en\">\n")
                .contains("<style>\n" + PlainPage.STYLE + "</style>\n")
                .contains("<main>\n<h1>&lt;b&gt;&quot;&#39;&amp;</h1>\n</main>")
                .endsWith("</html>\n");
    }
}
