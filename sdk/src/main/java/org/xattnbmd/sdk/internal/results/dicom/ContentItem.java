package org.xattnbmd.sdk.internal.results.dicom;

import java.util.Arrays;
import java.util.List;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.dicom.Code;
import org.xattnbmd.sdk.internal.dicom.DataSet;
import org.xattnbmd.sdk.internal.picture.dicom.StudyHeader.Image;

/**
 * An item of a structured report's content tree (DICOM PS3.3, C.17.3): its own attributes, and how it hangs on the one above. Made
 * once and not changed.
 */
final class ContentItem {

    /** How an item relates to the one above it. */
    enum Relation {
        CONTAINS("CONTAINS"),
        HAS_OBSERVATION_CONTEXT("HAS OBS CONTEXT"),
        HAS_CONCEPT_MODIFIER("HAS CONCEPT MOD"),
        HAS_PROPERTIES("HAS PROPERTIES"),
        INFERRED_FROM("INFERRED FROM"),
        SELECTED_FROM("SELECTED FROM");

        private final String term;

        Relation(String term) {
            this.term = term;
        }
    }

    private final DataSet set;

    private ContentItem(Relation relation, String valueType, Code name) {
        set = new DataSet().put(Attribute.VALUE_TYPE, valueType);
        if (relation != null) {
            set.put(Attribute.RELATIONSHIP_TYPE, relation.term);
        }
        if (name != null) {
            set.putItems(Attribute.CONCEPT_NAME_CODE_SEQUENCE, name.item());
        }
    }

    /** The root of a tree that follows a template of the standard. */
    static ContentItem root(Code name, String template, List<ContentItem> children) {
        ContentItem root = new ContentItem(null, "CONTAINER", name);
        root.set
                .put(Attribute.CONTINUITY_OF_CONTENT, "SEPARATE")
                .putItems(
                        Attribute.CONTENT_TEMPLATE_SEQUENCE,
                        new DataSet()
                                .put(Attribute.MAPPING_RESOURCE, "DCMR")
                                .put(Attribute.TEMPLATE_IDENTIFIER, template));
        return root.over(children);
    }

    static ContentItem container(Code name, List<ContentItem> children) {
        ContentItem item = new ContentItem(Relation.CONTAINS, "CONTAINER", name);
        item.set.put(Attribute.CONTINUITY_OF_CONTENT, "SEPARATE");
        return item.over(children);
    }

    static ContentItem text(Relation relation, Code name, String text) {
        ContentItem item = new ContentItem(relation, "TEXT", name);
        item.set.put(Attribute.TEXT_VALUE, text);
        return item;
    }

    static ContentItem code(Relation relation, Code name, Code value, ContentItem... children) {
        return code(relation, name, value.item(), children);
    }

    static ContentItem code(Relation relation, Code name, DataSet value, ContentItem... children) {
        ContentItem item = new ContentItem(relation, "CODE", name);
        item.set.putItems(Attribute.CONCEPT_CODE_SEQUENCE, value);
        return item.over(Arrays.asList(children));
    }

    static ContentItem uid(Relation relation, Code name, String uid) {
        ContentItem item = new ContentItem(relation, "UIDREF", name);
        item.set.put(Attribute.UID, uid);
        return item;
    }

    /** @param value a decimal of at most 16 characters */
    static ContentItem number(Relation relation, Code name, String value, Code unit, List<ContentItem> children) {
        ContentItem item = new ContentItem(relation, "NUM", name);
        item.set.putItems(
                Attribute.MEASURED_VALUE_SEQUENCE,
                new DataSet()
                        .put(Attribute.NUMERIC_VALUE, value)
                        .putItems(Attribute.MEASUREMENT_UNITS_CODE_SEQUENCE, unit.item()));
        return item.over(children);
    }

    /** A number that there is none of, and why. */
    static ContentItem noNumber(Relation relation, Code name, Code reason, List<ContentItem> children) {
        ContentItem item = new ContentItem(relation, "NUM", name);
        item.set
                .putItems(Attribute.MEASURED_VALUE_SEQUENCE)
                .putItems(Attribute.NUMERIC_VALUE_QUALIFIER_CODE_SEQUENCE, reason.item());
        return item.over(children);
    }

    static ContentItem image(Relation relation, Code name, Image image) {
        ContentItem item = new ContentItem(relation, "IMAGE", name);
        item.set.putItems(Attribute.REFERENCED_SOP_SEQUENCE, CommonModules.reference(image));
        return item;
    }

    /** Another object, an image or not. */
    static ContentItem object(Relation relation, Code name, boolean image, DataSet reference) {
        ContentItem item = new ContentItem(relation, image ? "IMAGE" : "COMPOSITE", name);
        item.set.putItems(Attribute.REFERENCED_SOP_SEQUENCE, reference);
        return item;
    }

    /** A closed line on an image. */
    static ContentItem region(Relation relation, Code name, float[] columnsAndRows, Image image) {
        ContentItem item = new ContentItem(relation, "SCOORD", name);
        item.set.putFloats(Attribute.GRAPHIC_DATA, columnsAndRows).put(Attribute.GRAPHIC_TYPE, "POLYLINE");
        return item.over(List.of(image(Relation.SELECTED_FROM, null, image)));
    }

    private ContentItem over(List<ContentItem> children) {
        if (!children.isEmpty()) {
            set.putItems(
                    Attribute.CONTENT_SEQUENCE,
                    children.stream().map(child -> child.set).toList());
        }
        return this;
    }

    DataSet set() {
        return set;
    }
}
