package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.xattnbmd.sdk.ModelContract.Tensor;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * Several trained networks of one shape as one, with the inputs and outputs of {@link XAttnBmd}. The estimate is the mean of
 * theirs; the squared spread is the mean of their squared spreads, which is what each does not know, plus the variance of their
 * estimates, which is what they disagree about (law of total variance). Attention and outlier score are means. All look at one box,
 * the given one or the mean of those that they find, so that their maps lie on one another; and what is the same in all of them,
 * such as frozen stages of one run that they began with, an exported file computes once. It does not train.
 */
public final class NetworkEnsemble extends AbstractBlock {

    private final List<XAttnBmd> members;

    /** @param members two or more, of the same settings; they stay the caller's */
    public NetworkEnsemble(List<XAttnBmd> members) {
        RefusedValueException.require(
                members.size() > 1, "expected an ensemble of two or more networks, received " + members.size());
        this.members = List.copyOf(members);
        for (int i = 0; i < members.size(); i++) {
            XAttnBmd member = members.get(i);
            RefusedValueException.require(
                    member.config().settings().equals(config().settings())
                            && member.config().fields().size()
                                    == config().fields().size(),
                    "expected an ensemble of networks with the same settings, received others");
            addChildBlock(String.format(Locale.ROOT, "member%02d", i + 1), member);
        }
    }

    /** The shape that all of them have. */
    public NetworkConfig config() {
        return members.get(0).config();
    }

    /** As those of each network. */
    public List<String> outputNames() {
        return members.get(0).outputNames();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        if (training) {
            throw new IllegalStateException("An ensemble is of networks that have been trained");
        }
        NDArray picture = inputs.get(0);
        NDArray box = null;
        if (config().localized()) {
            box = mean(members.stream().map(m -> m.box(ps, picture, false)).toList());
            box = inputs.size() < 3
                    ? box
                    : NDArrays.where(inputs.get(2).isNaN(), box, inputs.get(2));
        }
        List<NetworkOutputs> said = new ArrayList<>();
        for (XAttnBmd member : members) {
            said.add(member.look(ps, new NDList(picture, inputs.get(1)), box, box, false));
        }
        NDArray bmd = mean(said, NetworkOutputs::bmd);
        return new NetworkOutputs(
                        bmd,
                        mean(said, NetworkOutputs::clinicalAttention),
                        mean(said, NetworkOutputs::imageAttention),
                        spread(said, bmd),
                        mean(said, NetworkOutputs::outlierScore),
                        box,
                        null)
                .toList();
    }

    private static NDArray spread(List<NetworkOutputs> said, NDArray bmd) {
        List<NDArray> squares = new ArrayList<>();
        for (NetworkOutputs one : said) {
            NDArray away = one.bmd().sub(bmd);
            squares.add(one.spread().mul(one.spread()).add(away.mul(away)));
        }
        return mean(squares).sqrt();
    }

    private static NDArray mean(List<NetworkOutputs> said, Function<NetworkOutputs, NDArray> of) {
        return mean(said.stream().map(of).toList());
    }

    private static NDArray mean(List<NDArray> arrays) {
        NDArray sum = arrays.get(0);
        for (NDArray one : arrays.subList(1, arrays.size())) {
            sum = sum.add(one);
        }
        return sum.div(arrays.size());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] in) {
        return NetworkOutputs.exported(config().localized()).stream()
                .map((Tensor output) -> NetworkOutputs.shape(output, config(), in[0].get(0)))
                .toArray(Shape[]::new);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... in) {
        members.forEach(member -> member.initialize(manager, dataType, in));
    }
}
