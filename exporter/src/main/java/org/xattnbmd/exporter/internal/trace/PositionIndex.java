package org.xattnbmd.exporter.internal.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexAll;
import ai.djl.ndarray.index.dim.NDIndexElement;
import ai.djl.ndarray.index.dim.NDIndexFixed;
import ai.djl.ndarray.index.dim.NDIndexTake;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reading and writing at positions that arrays of integers name, one array for each of some neighbouring axes. The axes are
 * merged into one, and the arrays, spread over each other as in arithmetic, into one of positions along it.
 */
final class PositionIndex {

    private final List<NDIndexElement> elements;
    private final List<NDArray> positions = new ArrayList<>();
    private int axis;

    /** @param elements an element for each axis */
    PositionIndex(List<NDIndexElement> elements) {
        this.elements = elements;
        int kept = 0;
        for (NDIndexElement element : elements) {
            if (element instanceof NDIndexTake take) {
                axis = positions.isEmpty() ? kept : axis;
                positions.add(take.getIndex());
            }
            kept += element instanceof NDIndexFixed ? 0 : 1;
        }
    }

    /** How many arrays there are. */
    int count() {
        return positions.size();
    }

    /** Whether nothing but fixed positions stands between the arrays, as it must. */
    boolean areNeighbours() {
        List<NDIndexElement> kept =
                elements.stream().filter(e -> !(e instanceof NDIndexFixed)).toList();
        return IntStream.range(axis, axis + count()).allMatch(i -> kept.get(i) instanceof NDIndexTake);
    }

    /** The same index with whole axes in the place of the arrays. */
    List<NDIndexElement> withoutPositions() {
        return elements.stream()
                .map(e -> e instanceof NDIndexTake ? new NDIndexAll() : e)
                .toList();
    }

    private NDArray merged(NDArray part) {
        Shape shape = part.getShape();
        long length = shape.slice(axis, axis + count()).size();
        return part.reshape(shape.slice(0, axis).add(length).addAll(shape.slice(axis + count())));
    }

    /** Positions along the merged axis, counted from the front. */
    private NDArray position(NDArray part) {
        NDArray all = null;
        for (int i = 0; i < count(); i++) {
            long length = part.getShape().get(axis + i);
            NDArray given = part.getManager().from(positions.get(i)).toType(DataType.INT64, false);
            NDArray forward = NDArrays.where(given.lt(0), given.add(length), given);
            all = all == null ? forward : all.mul(length).add(forward);
        }
        return all;
    }

    /** @param part what the index picks {@link #withoutPositions} */
    NDArray read(NDArray part) {
        return merged(part).get(new NDIndex().addAllDim(axis).addIndices("{}", position(part)));
    }

    /** The part with the data at the positions; of a position that is named twice either datum. */
    NDArray written(NDArray part, NDArray data) {
        NDArray merged = merged(part);
        NDArray position = position(part);
        Shape before = merged.getShape().slice(0, axis);
        Shape after = merged.getShape().slice(axis + 1);
        Shape lines = before.add(position.size()).addAll(after);
        NDArray spread = data.broadcast(before.addAll(position.getShape()).addAll(after));
        long[] aligned = new long[lines.dimension()];
        Arrays.fill(aligned, 1);
        aligned[axis] = position.size();
        return merged.scatter(position.reshape(new Shape(aligned)).broadcast(lines), spread.reshape(lines), axis)
                .reshape(part.getShape());
    }
}
