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

/** Looks for femoral necks as {@link Preprocessing.Search} says. Safe for concurrent use; does not own the network. */
public final class NeckSearch {

    private final Preprocessing.Search search;
    private final Preprocessing overview;
    private final FinderNetwork network;

    public NeckSearch(Preprocessing.Search search, FinderNetwork network) {
        this.search = search;
        this.overview = search.overview();
        this.network = network;
    }

    /**
     * One answer per picture, in their order. Where the caller gave the neck's box, it is looked at once and kept.
     *
     * @throws BmdException {@code IMAGE_BLANK} if a picture shows nothing at all
     */
    public List<Found> find(List<RadiographView> views, Workspace workspace, StopSignal signal) {
        int n = views.size();
        Frame[] frames = new Frame[n];
        Found[] found = new Found[n];
        boolean[] given = new boolean[n];
        for (int i = 0; i < n; i++) {
            Optional<RadiographView.Region> box = views.get(i).neckBox();
            given[i] = box.isPresent();
            if (given[i]) {
                RadiographView.Region r = box.get();
                frames[i] = Frame.around(new Area(r.x(), r.y(), r.width(), r.height()), search.regionBoxes());
            }
        }
        for (int look = 0; look < search.looks(); look++) {
            look(views, frames, found, given, look, workspace, signal);
        }
        for (int i = 0; i < n; i++) {
            found[i] = usable(views.get(i), found[i], frames[i], workspace);
        }
        return List.of(found);
    }

    private void look(
            List<RadiographView> views,
            Frame[] frames,
            Found[] found,
            boolean[] given,
            int look,
            Workspace workspace,
            StopSignal signal) {
        int pixels = search.side() * search.side();
        List<Integer> places = new ArrayList<>();
        List<Placement> placements = new ArrayList<>();
        FloatBuffer overviews = workspace.pictures(views.size() * pixels);
        float[] input = workspace.input(pixels);
        for (int i = 0; i < views.size(); i++) {
            if (given[i] && look > 0) {
                continue;
            }
            signal.check();
            Placement placement = prepare(views.get(i), frames[i], look, workspace, input);
            if (placement == null) {
                frames[i] = null;
                given[i] = true;
                continue;
            }
            overviews.put(places.size() * pixels, input, 0, pixels);
            places.add(i);
            placements.add(placement);
        }
        if (places.isEmpty()) {
            return;
        }
        FloatBuffer whole = overviews.duplicate();
        whole.position(0).limit(places.size() * pixels);
        FinderNetwork.Output output = network.run(whole.slice(), places.size(), signal);
        for (int k = 0; k < places.size(); k++) {
            int i = places.get(k);
            Area box = given[i] ? box(views.get(i).neckBox().orElseThrow()) : box(output, k, placements.get(k));
            found[i] = new Found(box, output.neck()[k], output.otherSide()[k], output.implant()[k]);
            frames[i] = Frame.around(box, search.regionBoxes());
        }
    }

    /** Null where there is nothing to be looked at again. */
    private Placement prepare(RadiographView view, Frame frame, int look, Workspace workspace, float[] input) {
        if (frame != null && !frame.meets(view.region())) {
            return null;
        }
        try {
            return PreparedRadiograph.prepare(overview, view, frame, workspace, input)
                    .placement();
        } catch (BmdException e) {
            if (e.code() == Code.IMAGE_BLANK && look > 0) {
                return null;
            }
            throw e;
        }
    }

    /** What is sure is on the picture; a box of which that cannot be said is checked, and the whole stands for what was lost. */
    private Found usable(RadiographView view, Found found, Frame frame, Workspace workspace) {
        boolean lost = frame == null || view.neckBox().isEmpty() && !frame.meets(view.region());
        if (!lost && view.neckBox().isEmpty() && found.confidence() < search.leastConfidence()) {
            lost = prepare(view, frame, search.looks(), workspace, workspace.input(search.side() * search.side()))
                    == null;
        }
        if (!lost) {
            return found;
        }
        RadiographView.Region r = view.region();
        double side = Math.max(r.width(), r.height()) / search.regionBoxes();
        Area middle = new Area(r.x() + (r.width() - side) / 2, r.y() + (r.height() - side) / 2, side, side);
        return new Found(middle, 0, 0, 0);
    }

    private static Area box(RadiographView.Region r) {
        return new Area(r.x(), r.y(), r.width(), r.height());
    }

    private static Area box(FinderNetwork.Output output, int k, Placement p) {
        float[] b = output.boxes();
        return p.toPicture(b[4 * k], b[4 * k + 1], b[4 * k + 2], b[4 * k + 3]);
    }
}
