package org.xattnbmd.sdk.internal.results.dicom;

import java.awt.image.BufferedImage;
import java.util.List;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.dicom.DataSet;
import org.xattnbmd.sdk.internal.dicom.DicomText;
import org.xattnbmd.sdk.internal.picture.dicom.StudyHeader.Image;
import org.xattnbmd.sdk.internal.results.dicom.ResultWords.Line;
import org.xattnbmd.sdk.internal.results.dicom.ResultWords.Style;
import org.xattnbmd.sdk.internal.results.drawing.Canvas;
import org.xattnbmd.sdk.internal.results.drawing.PdfPage;
import org.xattnbmd.sdk.internal.results.drawing.Wrapping;
import org.xattnbmd.sdk.results.DicomObject.Kind;

/** An estimate as a page to print: Encapsulated PDF (DICOM PS3.3, A.45.1). The page names no patient; the object around it does. */
public final class EncapsulatedPdf {

    private static final double MARGIN = 50;
    private static final double TEXT_WIDTH = PdfPage.WIDTH - 2 * MARGIN;
    private static final double PICTURE_HEIGHT = 350;
    private static final double LEAST_PICTURE = 80;
    private static final double BAND = 30;

    /** Pixels a point, enough for print. */
    private static final int SHARPNESS = 3;

    private static final int BLACK = 0;
    private static final int GREY = 0x555555;
    private static final int RED = 0x9C1C1C;
    private static final int BLUE = 0x3C78B4;
    private static final int LIGHT_BLUE = 0xA9C8E6;
    private static final int WHITE = 0xFFFFFF;

    private static final double BAR_LETTERS = 7;
    private static final IntervalBar.Lengths BAR = new IntervalBar.Lengths(10, 6, 4.5, 9, 13, 0.7, 2);
    private static final IntervalBar.Colours BAR_COLOURS = new IntervalBar.Colours(GREY, BLUE, LIGHT_BLUE, BLACK);

    private final ResultSource source;
    private final PdfPage page = new PdfPage();

    private EncapsulatedPdf(ResultSource source) {
        this.source = source;
    }

    /**
     * The page in its object, as a file.
     *
     * @param radiograph the upright picture with the attention over it
     */
    public static ResultFile write(ResultSource source, BufferedImage radiograph) {
        byte[] pdf = new EncapsulatedPdf(source).draw(radiograph);
        Image image = source.header().image();
        DataSet quality = source.header().quality();
        DataSet set = CommonModules.begin(source, Kind.ENCAPSULATED_PDF)
                .putAll(CommonModules.time(source, Attribute.CONTENT_DATE, Attribute.CONTENT_TIME))
                .emptyIfAbsent(Attribute.ACQUISITION_DATE_TIME)
                .put(Attribute.CONVERSION_TYPE, "WSD")
                // Must be said here; where the radiograph does not say, nobody can promise that no name is in its
                // picture.
                .put(Attribute.BURNED_IN_ANNOTATION, "YES")
                .putCopies(quality, Attribute.BURNED_IN_ANNOTATION)
                .put(Attribute.DOCUMENT_TITLE, CommonModules.description(source))
                .putItems(Attribute.CONCEPT_NAME_CODE_SEQUENCE, Concepts.RESULT_PAGE.item())
                .putItems(Attribute.CODING_SCHEME_IDENTIFICATION_SEQUENCE, Concepts.ownScheme())
                .putItems(Attribute.SOURCE_INSTANCE_SEQUENCE, CommonModules.reference(image))
                .put(Attribute.MIME_TYPE_OF_ENCAPSULATED_DOCUMENT, "application/pdf")
                .putWhole(Attribute.ENCAPSULATED_DOCUMENT_LENGTH, pdf.length)
                .putBytes(Attribute.ENCAPSULATED_DOCUMENT, pdf);
        return CommonModules.file(source, Kind.ENCAPSULATED_PDF, set);
    }

    private byte[] draw(BufferedImage radiograph) {
        page.fill(0, 0, PdfPage.WIDTH, BAND, RED);
        band(20);
        double y = lines(ResultWords.figures(source), 46, true);
        if (source.usable()) {
            y = bar(y + 18);
        }
        List<Line> remarks = ResultWords.remarks(source);
        // What must be said takes its room from the picture.
        double left = PdfPage.HEIGHT - BAND - MARGIN / 2 - y - lines(remarks, 0, false);
        y = picture(radiograph, y + 6, Math.max(LEAST_PICTURE, Math.min(PICTURE_HEIGHT, left)));
        lines(remarks, y + 12, true);
        page.fill(0, PdfPage.HEIGHT - BAND, PdfPage.WIDTH, PdfPage.HEIGHT, RED);
        band(PdfPage.HEIGHT - 10);
        return page.toBytes(DicomText.ascii(CommonModules.description(source)));
    }

    private void band(double baseline) {
        String band = ResultWords.band(source);
        page.text((PdfPage.WIDTH - PdfPage.textWidth(band, 13)) / 2, baseline, 13, WHITE, band);
    }

    private double picture(BufferedImage radiograph, double top, double highest) {
        double scale = Math.min(highest / radiograph.getHeight(), TEXT_WIDTH / radiograph.getWidth());
        double width = scale * radiograph.getWidth();
        double height = scale * radiograph.getHeight();
        Canvas canvas = new Canvas(
                Math.max(1, (int) Math.round(SHARPNESS * width)), Math.max(1, (int) Math.round(SHARPNESS * height)));
        canvas.picture(radiograph, 0, 0, canvas.width(), canvas.height());
        page.picture(canvas, MARGIN, top, width, height);
        NeckOutline.upright(source).ifPresent(box -> neckBox(box, scale, top));
        return top + height;
    }

    private void neckBox(Area box, double scale, double top) {
        double left = MARGIN + scale * box.x();
        double right = left + scale * box.width();
        double upper = top + scale * box.y();
        double lower = upper + scale * box.height();
        page.line(left, upper, right, upper, 1, LIGHT_BLUE);
        page.line(right, upper, right, lower, 1, LIGHT_BLUE);
        page.line(right, lower, left, lower, 1, LIGHT_BLUE);
        page.line(left, lower, left, upper, 1, LIGHT_BLUE);
    }

    private double lines(List<Line> lines, double top, boolean drawn) {
        double y = top;
        for (Line line : lines) {
            double size = line.style() == Style.FIGURE ? 20 : line.style() == Style.TITLE ? 16 : 9.5;
            int colour = line.style() == Style.WARNING ? RED : line.style() == Style.TEXT ? GREY : BLACK;
            String ascii = DicomText.ascii(line.text());
            for (String part : Wrapping.lines(ascii, TEXT_WIDTH, text -> PdfPage.textWidth(text, size))) {
                y += size;
                if (drawn) {
                    page.text(MARGIN, y, size, colour, part);
                }
                y += 0.3 * size;
            }
            y += 5;
        }
        return y;
    }

    private double bar(double top) {
        double y = top + 10;
        new IntervalBar(MARGIN, TEXT_WIDTH, BAR, BAR_COLOURS).draw(source.estimate(), y, new IntervalBar.Surface() {

            @Override
            public void line(double x0, double y0, double x1, double y1, double thickness, int colour) {
                page.line(x0, y0, x1, y1, thickness, colour);
            }

            @Override
            public void fill(double left, double upper, double right, double lower, int colour) {
                page.fill(left, upper, right, lower, colour);
            }

            @Override
            public void word(double centre, boolean above, String word) {
                double start = centre - PdfPage.textWidth(word, BAR_LETTERS) / 2;
                page.text(start, above ? y - 13 : y + 21, BAR_LETTERS, GREY, word);
            }
        });
        return y + 32;
    }
}
