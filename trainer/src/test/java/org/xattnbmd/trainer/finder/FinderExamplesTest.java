package org.xattnbmd.trainer.finder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.network.NeckFinder;

/** What the finder learns from: the picture and its maps must agree, however it is cut, turned, bent and mirrored. */
class FinderExamplesTest {

    private static final int SIDE = NeckFinder.SIDE;
    private static final int CELLS = NeckFinder.GRID * NeckFinder.GRID;

    /** Dark but for a spot in the middle of the neck's box. */
    private static Overview spot(float x, float y, boolean bothHips, boolean implant) {
        byte[] grey = new byte[Overview.SIDE * Overview.SIDE];
        float[] box = {x, y, 0.09f, 0.1f};
        for (int j = 0; j < Overview.SIDE; j++) {
            for (int i = 0; i < Overview.SIDE; i++) {
                double dx = ((i + 0.5) / Overview.SIDE - x) / 0.03;
                double dy = ((j + 0.5) / Overview.SIDE - y) / 0.03;
                grey[j * Overview.SIDE + i] = (byte) Math.round(255 * Math.exp(-dx * dx - dy * dy));
            }
        }
        return new Overview(grey, box, bothHips, implant);
    }

    private static double[] brightest(float[] grey) {
        double sum = 0;
        double x = 0;
        double y = 0;
        for (int i = 0; i < grey.length; i++) {
            sum += grey[i];
            x += grey[i] * (i % SIDE + 0.5) / SIDE;
            y += grey[i] * (i / SIDE + 0.5) / SIDE;
        }
        return new double[] {x / sum, y / sum};
    }

    @Test
    void theBoxGoesWhereItsPictureGoes() {
        SplittableRandom random = new SplittableRandom(4);
        float[] grey = new float[SIDE * SIDE];
        int seen = 0;
        for (int k = 0; k < 300; k++) {
            Overview overview = spot(0.3f + 0.4f * random.nextFloat(), 0.3f + 0.4f * random.nextFloat(), false, false);
            Bend bend = Bend.draw(random);
            float[] bent = bend.bend(overview.box());
            Window window = Window.draw(bent, random);
            FinderExamples.cut(overview, window, bend, grey);
            float[] box = window.toExample(bent);
            boolean whole = box[0] > 0.25 && box[0] < 0.75 && box[1] > 0.25 && box[1] < 0.75;
            if (whole && window.width() > 0.4) {
                double[] place = brightest(grey);
                assertThat(place[0]).isCloseTo(box[0], within(0.02));
                assertThat(place[1]).isCloseTo(box[1], within(0.02));
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(50);
    }

    @Test
    void bendingIsUndoneByStraightening() {
        SplittableRandom random = new SplittableRandom(9);
        for (int k = 0; k < 200; k++) {
            Bend bend = Bend.draw(random);
            float[] straight = {0.2f + 0.6f * random.nextFloat(), 0.2f + 0.6f * random.nextFloat(), 0.08f, 0.08f};
            double[] at = {bend.bend(straight)[0], bend.bend(straight)[1]};
            bend.straighten(at);
            assertThat(at[0]).isCloseTo(straight[0], within(1e-3));
            assertThat(at[1]).isCloseTo(straight[1], within(1e-3));
            assertThat(bend.bend(straight)[2]).isBetween(0.03f, 0.16f);
        }
    }

    @Test
    void mapsSayWhoseNeckAndWhatIsKnown() {
        boolean[] peaks = new boolean[NeckFinder.MAPS];
        for (boolean implant : new boolean[] {false, true}) {
            for (boolean both : new boolean[] {false, true}) {
                FinderExamples examples = new FinderExamples(List.of(spot(0.5f, 0.5f, both, implant)));
                FinderBatch batch = examples.batch(new int[60], new SplittableRandom(implant ? 1 : 2));
                for (int k = 0; k < 60; k++) {
                    int peak = peak(batch, k);
                    boolean mirrored = peak == 1;
                    if (peak >= 0) {
                        peaks[peak] = true;
                        assertThat(batch.present()[k]).isEqualTo(mirrored ? 0 : 1);
                        assertThat(peak).isNotEqualTo(implant ? 0 : 2);
                        // The other hip of a pelvis may be anywhere: its map is left open.
                        assertThat(batch.known()[3 * k + (mirrored ? 0 : 1)]).isEqualTo(both ? 0 : 1);
                    } else {
                        assertThat(batch.present()[k]).isZero();
                    }
                }
            }
        }
        assertThat(peaks).containsOnly(true);
    }

    /** The map with a hill, or -1. */
    private static int peak(FinderBatch batch, int k) {
        for (int m = 0; m < NeckFinder.MAPS; m++) {
            for (int c = 0; c < CELLS; c++) {
                if (batch.heat()[(k * NeckFinder.MAPS + m) * CELLS + c] == 1) {
                    return m;
                }
            }
        }
        return -1;
    }

    @Test
    void examplesDependOnTheSeedAlone() {
        FinderExamples examples =
                new FinderExamples(List.of(spot(0.4f, 0.6f, false, false), spot(0.6f, 0.4f, true, true)));
        int[] chosen = {0, 1, 0, 1};

        FinderBatch one = examples.batch(chosen, new SplittableRandom(3));
        FinderBatch same = examples.batch(chosen, new SplittableRandom(3));
        FinderBatch other = examples.batch(chosen, new SplittableRandom(4));

        assertThat(same.overviews()).isEqualTo(one.overviews());
        assertThat(same.heat()).isEqualTo(one.heat());
        assertThat(other.overviews()).isNotEqualTo(one.overviews());
        for (float grey : one.overviews()) {
            assertThat(grey).isBetween(0f, 1f);
        }
    }
}
