package org.xattnbmd.trainer.report;

import java.util.List;

/** Tables that scroll sideways on a narrow screen. */
final class Tables {

    private Tables() {}

    /** The first column is the row's heading, the others are numbers. */
    static void numeric(Markup page, String caption, List<String> head, List<List<String>> rows) {
        page.open("div")
                .element("p", caption, "class", "table-title")
                .open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption)
                .open("table", "class", "numeric", "aria-label", caption)
                .open("thead")
                .open("tr");
        head.forEach(h -> page.element("th", h, "scope", "col"));
        page.close().close().open("tbody");
        for (List<String> row : rows) {
            page.open("tr").element("th", row.get(0), "scope", "row");
            row.subList(1, row.size()).forEach(cell -> page.element("td", cell));
            page.close();
        }
        page.close().close().close().close().newline();
    }

    static void facts(Markup page, String caption, List<Fact> facts) {
        page.open("div")
                .element("p", caption, "class", "table-title")
                .open("table", "class", "facts", "aria-label", caption)
                .open("tbody");
        for (Fact fact : facts) {
            page.open("tr")
                    .element("th", fact.label(), "scope", "row")
                    .element("td", fact.value())
                    .close();
        }
        page.close().close().close().newline();
    }
}
