package org.xattnbmd.sdk.internal.estimate;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.NeckFinder.Found;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;
import org.xattnbmd.sdk.internal.picture.RadiographView;
import org.xattnbmd.sdk.internal.preprocessing.Frame;
import org.xattnbmd.sdk.internal.preprocessing.PreparedRadiograph;
import org.xattnbmd.sdk.internal.preprocessing.PreparedRadiograph.Placement;
import org.xattnbmd.sdk.internal.preprocessing.Workspace;
import org.xattnbmd.sdk.internal.session.FinderNetwork;

/** Looks for femoral necks as {@link Preprocessing.Search} says. Safe for concurrent use; owns the network. */
public final class NeckSearch implements AutoCloseable {

    private final Preprocessing.Search search;
    private final Preprocessing overview;
    private final FinderNetwork network;

    public NeckSearch(Preprocessing.Search search, FinderNetwork network) {
        this.search = search;
        this.overview = search.overview();
        this.network = network;
    }

    /** One picture on the way to its answer. */
    private static final class Hip {

        private final RadiographView view;
        /** What to look at next: null at first for the whole region, and at last where nothing is to be seen. */
        private Frame frame;

        private Found found;
        private boolean settled;

        Hip(RadiographView view) {
            this.view = view;
        }

        Optional<Area> given() {
            return view.neckBox().map(r -> new Area(r.x(), r.y(), r.width(), r.height()));
        }
    }

    /**
     * One answer per picture, in their order. Where the caller gave the neck's box, it is looked at once and kept.
     *
     * @throws BmdException {@code IMAGE_BLANK} if a picture shows nothing at all
     */
    public List<Found> find(List<RadiographView> views, Workspace workspace, StopSignal signal) {
        List<Hip> hips = views.stream().map(Hip::new).toList();
        hips.forEach(hip -> hip.frame = hip.given().map(this::around).orElse(null));
        for (int look = 0; look < search.looks(); look++) {
            look(hips, look, workspace, signal);
        }
        return hips.stream().map(hip -> usable(hip, workspace)).toList();
    }

    private Frame around(Area neck) {
        return Frame.around(neck, search.regionBoxes());
    }

    private void look(List<Hip> hips, int look, Workspace workspace, StopSignal signal) {
        int pixels = search.side() * search.side();
        List<Hip> seen = new ArrayList<>();
        List<Placement> placements = new ArrayList<>();
        FloatBuffer overviews = workspace.pictures(hips.size() * pixels);
        float[] input = workspace.input(pixels);
        for (Hip hip : hips) {
            if (hip.settled) {
                continue;
            }
            signal.check();
            Placement placement = prepare(hip, look, workspace, input);
            hip.settled = placement == null || hip.given().isPresent();
            if (placement == null) {
                hip.frame = null;
                continue;
            }
            overviews.put(seen.size() * pixels, input, 0, pixels);
            seen.add(hip);
            placements.add(placement);
        }
        if (seen.isEmpty()) {
            return;
        }
        FloatBuffer whole = overviews.duplicate();
        whole.position(0).limit(seen.size() * pixels);
        FinderNetwork.Output output = network.run(whole.slice(), seen.size(), signal);
        for (int k = 0; k < seen.size(); k++) {
            Area there = box(output, k, placements.get(k));
            Hip hip = seen.get(k);
            Area box = hip.given().orElse(there);
            hip.found = new Found(box, output.neck()[k], output.otherSide()[k], output.implant()[k]);
            hip.frame = around(box);
        }
    }

    /** Null where there is nothing to be looked at again. */
    private Placement prepare(Hip hip, int look, Workspace workspace, float[] input) {
        if (hip.frame != null && !hip.frame.meets(hip.view.region())) {
            return null;
        }
        try {
            return PreparedRadiograph.prepare(overview, hip.view, hip.frame, workspace, input)
                    .placement();
        } catch (BmdException e) {
            if (e.code() == Code.IMAGE_BLANK && look > 0) {
                return null;
            }
            throw e;
        }
    }

    /** What is sure is on the picture; a box of which that cannot be said is checked, and the whole stands for what was lost. */
    private Found usable(Hip hip, Workspace workspace) {
        boolean given = hip.view.neckBox().isPresent();
        boolean lost = hip.frame == null || !given && !hip.frame.meets(hip.view.region());
        if (!lost && !given && hip.found.confidence() < search.leastConfidence()) {
            float[] input = workspace.input(search.side() * search.side());
            lost = prepare(hip, search.looks(), workspace, input) == null;
        }
        if (!lost) {
            return hip.found;
        }
        RadiographView.Region r = hip.view.region();
        double side = Math.max(r.width(), r.height()) / search.regionBoxes();
        Area middle = new Area(r.x() + (r.width() - side) / 2, r.y() + (r.height() - side) / 2, side, side);
        return new Found(middle, 0, 0, 0);
    }

    private static Area box(FinderNetwork.Output output, int k, Placement p) {
        float[] b = output.boxes();
        return p.toPicture(b[4 * k], b[4 * k + 1], b[4 * k + 2], b[4 * k + 3]);
    }

    @Override
    public void close() {
        network.close();
    }
}
