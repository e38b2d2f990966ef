package org.xattnbmd.sdk.internal.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A resource in words for people: paragraphs of XHTML. */
final class FhirNarrative {

    private final List<String> paragraphs = new ArrayList<>();

    /** Adds a paragraph; nothing if there is nothing to say. */
    FhirNarrative say(String text) {
        String plain = PlainText.of(text);
        if (!plain.isEmpty()) {
            paragraphs.add(plain);
        }
        return this;
    }

    FhirNarrative sayAll(List<String> texts) {
        texts.forEach(this::say);
        return this;
    }

    void writeTo(ObjectNode resource) {
        StringBuilder xhtml = new StringBuilder("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
        for (String paragraph : paragraphs) {
            xhtml.append("<p>").append(escaped(paragraph)).append("</p>");
        }
        resource.putObject("text")
                .put("status", "generated")
                .put("div", xhtml.append("</div>").toString());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
