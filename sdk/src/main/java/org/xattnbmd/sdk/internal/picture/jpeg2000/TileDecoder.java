package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.sdk.internal.picture.ReadingSignal;

/** From a tile's packets to its samples in the picture: code-blocks, wavelet, component transform, level (annexes D to H). */
final class TileDecoder {

    private final ImageSize size;
    private final short[][] picture;
    private final BlockDecoder decoder = new BlockDecoder();
    private final HtBlockDecoder htDecoder = new HtBlockDecoder();

    /** @param picture the samples of each component, to be filled */
    TileDecoder(ImageSize size, short[][] picture) {
        this.size = size;
        this.picture = picture;
    }

    void decode(Area area, Codestream.TileData tile) {
        List<TileComponent> components = new ArrayList<>();
        for (int i = 0; i < size.components(); i++) {
            components.add(new TileComponent(i, area, tile.parameters(), size.precision()));
        }
        boolean transformed = Codestream.transformed(tile.parameters(), size);
        boolean reversible = components.get(0).style().reversible();
        for (TileComponent component : components) {
            if (transformed && component.style().reversible() != reversible) {
                throw Failures.corrupt("its component transform does not fit its components");
            }
        }
        ByteReader body = tile.body();
        List<Precinct> precincts = new PacketReader(tile, body).read(components);
        List<int[]> exact = new ArrayList<>();
        List<float[]> real = new ArrayList<>();
        for (int i = 0; i < components.size(); i++) {
            TileComponent component = components.get(i);
            boolean whole = component.style().reversible();
            exact.add(whole ? new int[area.width() * area.height()] : null);
            real.add(whole ? null : new float[area.width() * area.height()]);
            blocks(component, i, precincts, body.bytes(), exact.get(i), real.get(i));
            for (int r = 1; r <= component.style().levels(); r++) {
                if (whole) {
                    ReversibleWavelet.invert(
                            exact.get(i), area.width(), component.resolution(r - 1), component.resolution(r));
                } else {
                    IrreversibleWavelet.invert(
                            real.get(i), area.width(), component.resolution(r - 1), component.resolution(r));
                }
            }
        }
        if (transformed && reversible) {
            ComponentTransform.reversible(exact.get(0), exact.get(1), exact.get(2));
        } else if (transformed) {
            ComponentTransform.irreversible(real.get(0), real.get(1), real.get(2));
        }
        for (int i = 0; i < components.size(); i++) {
            store(area, exact.get(i), real.get(i), picture[i]);
        }
    }

    private void blocks(
            TileComponent component, int index, List<Precinct> precincts, byte[] bytes, int[] exact, float[] real) {
        for (Precinct precinct : precincts) {
            for (BlockGrid grid : precinct.component() == index ? precinct.bands() : List.<BlockGrid>of()) {
                for (int i = 0; i < grid.size(); i++) {
                    CodeBlock block = grid.block(i);
                    if (block != null) {
                        ReadingSignal.check();
                        CodingStyle style = component.style();
                        int[] values = style.has(CodingStyle.HIGH_THROUGHPUT)
                                ? htDecoder.decode(block, bytes, style)
                                : decoder.decode(
                                        block, bytes, style, grid.band().kind());
                        place(block.area, grid.band(), component, values, exact, real);
                    }
                }
            }
        }
    }

    /** Undoes the shift of a region of interest and the quantisation (annexes H and E). */
    private static void place(
            Area block, Subband band, TileComponent component, int[] values, int[] exact, float[] real) {
        int stride = component.area().width();
        int start = (band.planeY() + block.top() - band.area().top()) * stride
                + band.planeX()
                + block.left()
                - band.area().left();
        if (component.shift() > 0) {
            Regions.shiftBack(values, block.width() * block.height(), component.shift());
        }
        float half = band.step() / 2;
        for (int y = 0, from = 0; y < block.height(); y++) {
            int to = start + y * stride;
            for (int x = 0; x < block.width(); x++, from++, to++) {
                int magnitude = values[from] & Integer.MAX_VALUE;
                if (exact != null) {
                    exact[to] = values[from] < 0 ? -(magnitude >> 1) : magnitude >> 1;
                } else {
                    real[to] = values[from] < 0 ? -magnitude * half : magnitude * half;
                }
            }
        }
    }

    /** Shifts the level of unsigned components (G.1) and limits to what the precision allows. */
    private void store(Area area, int[] exact, float[] real, short[] samples) {
        int middle = 1 << size.precision() - 1;
        int level = size.signed() ? 0 : middle;
        int least = level - middle;
        int most = least + 2 * middle - 1;
        int width = size.image().width();
        for (int y = 0, from = 0; y < area.height(); y++) {
            int to = (area.top() - size.image().top() + y) * width
                    + area.left()
                    - size.image().left();
            for (int x = 0; x < area.width(); x++, from++, to++) {
                int value = level + (exact != null ? exact[from] : Math.round(real[from]));
                samples[to] = (short) Math.max(least, Math.min(most, value));
            }
        }
    }
}
