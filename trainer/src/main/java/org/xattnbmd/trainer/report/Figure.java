package org.xattnbmd.trainer.report;

/**
 * A drawing with its heading and the sentence that says what it shows.
 *
 * @param title heading
 * @param drawing one or more svg elements
 * @param caption plain text, which says in words and numbers what the drawing shows
 */
record Figure(String title, Markup drawing, String caption) {

    void writeTo(Markup page) {
        page.open("figure", "class", "fig")
                .element("h3", title)
                .add(drawing)
                .element("figcaption", caption)
                .close()
                .newline();
    }
}
