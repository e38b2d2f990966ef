package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.xattnbmd.sdk.ModelContract.Tensor;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.checkpoint.NamedParameters;

/**
 * Several trained networks of one shape as one, with the inputs and outputs of {@link XAttnBmd}. The estimate is the mean of
 * theirs; the squared spread is the mean of their squared spreads, which is what each does not know, plus the variance of their
 * estimates, which is what they disagree about (law of total variance); so for each further target. Attention and outlier score are means. All look at one box,
 * the given one or the mean of those that they find, so that their maps lie on one another. Where all have the same residual
 * network and localiser, kept of one run that they began with, these are computed once. It does not train.
 */
public final class NetworkEnsemble extends AbstractBlock {

    private final List<XAttnBmd> members;
    private final boolean sharing;

    /** @param members two or more with their values, of the same settings and as many targets; they stay the caller's */
    public NetworkEnsemble(List<XAttnBmd> members) {
        RefusedValueException.require(
                members.size() > 1, "expected an ensemble of two or more networks, received " + members.size());
        this.members = List.copyOf(members);
        for (int i = 0; i < members.size(); i++) {
            XAttnBmd member = members.get(i);
            RefusedValueException.require(
                    member.config().settings().equals(config().settings())
                            && member.config().further() == config().further()
                            && member.config().fields().size()
                                    == config().fields().size(),
                    "expected an ensemble of networks with the same settings, received others");
            addChildBlock(String.format(Locale.ROOT, "member%02d", i + 1), member);
        }
        sharing = config().fusion().usesImage() && alike(this.members);
        beforeInitialize(
                new Shape(
                        1,
                        1,
                        config().picture().imageHeight(),
                        config().picture().imageWidth()),
                new Shape(1, config().fields().size()));
    }

    /** Whether what {@link FrozenStages#ENCODER} keeps is the same in all, to the bit. */
    private static boolean alike(List<XAttnBmd> members) {
        Map<String, Parameter> first = NamedParameters.of(members.get(0));
        for (XAttnBmd member : members.subList(1, members.size())) {
            for (Map.Entry<String, Parameter> entry : NamedParameters.of(member).entrySet()) {
                if (FrozenStages.ENCODER.holds(entry.getKey())
                        && !Arrays.equals(
                                HostArrays.floats(first.get(entry.getKey()).getArray()),
                                HostArrays.floats(entry.getValue().getArray()))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether residual network and localiser are computed once. */
    public boolean sharesEncoder() {
        return sharing;
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
            box = sharing
                    ? members.get(0).box(ps, picture, false)
                    : mean(members.stream().map(m -> m.box(ps, picture, false)).toList());
            box = inputs.size() < 3 ? box : NDArrays.where(inputs.get(2).isNaN(), box, inputs.get(2));
        }
        XAttnBmd.Sight sight =
                new XAttnBmd.Sight(box, box, sharing ? members.get(0).map(ps, picture, box, false) : null);
        List<NetworkOutputs> said = new ArrayList<>();
        for (XAttnBmd member : members) {
            said.add(member.look(ps, new NDList(picture, inputs.get(1)), sight, false));
        }
        boolean further = config().further() > 0;
        return new NetworkOutputs(
                        mean(said, NetworkOutputs::bmd),
                        mean(said, NetworkOutputs::clinicalAttention),
                        mean(said, NetworkOutputs::imageAttention),
                        spread(said, NetworkOutputs::bmd, NetworkOutputs::spread),
                        mean(said, NetworkOutputs::outlierScore),
                        box,
                        further ? mean(said, NetworkOutputs::further) : null,
                        further ? spread(said, NetworkOutputs::further, NetworkOutputs::furtherSpread) : null,
                        null)
                .toList();
    }

    private static NDArray spread(
            List<NetworkOutputs> said,
            Function<NetworkOutputs, NDArray> estimate,
            Function<NetworkOutputs, NDArray> spread) {
        NDArray mean = mean(said, estimate);
        List<NDArray> squares = new ArrayList<>();
        for (NetworkOutputs one : said) {
            NDArray away = estimate.apply(one).sub(mean);
            NDArray own = spread.apply(one);
            squares.add(own.mul(own).add(away.mul(away)));
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
        return NetworkOutputs.exported(config()).stream()
                .map((Tensor output) -> NetworkOutputs.shape(output, config(), in[0].get(0)))
                .toArray(Shape[]::new);
    }

    /** They have their values already. */
    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... in) {}
}
