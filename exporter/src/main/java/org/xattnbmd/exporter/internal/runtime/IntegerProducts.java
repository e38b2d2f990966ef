package org.xattnbmd.exporter.internal.runtime;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.List;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.Products;

/**
 * Whether ONNX Runtime may be told to add 8-bit products exactly ({@code session.x64quantprecision}). Version 1.28.0 then
 * rewrites int8 weights of some operators as uint8 and takes it for granted that their zero point is there, which the
 * standard does not ask for; where it is left out, it aborts the process. Only nodes are read, not weights.
 */
final class IntegerProducts {

    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_FUNCTIONS = 25;
    private static final int GRAPH_NODE = 1;
    private static final int FUNCTION_NODE = 7;

    private static final ExtensionRegistryLite NO_EXTENSIONS = ExtensionRegistryLite.getEmptyRegistry();

    private IntegerProducts() {}

    /** False too for a file that cannot be read: ONNX Runtime says why. */
    static boolean haveZeroPoints(byte[] model) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(model);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int field = WireFormat.getTagFieldNumber(tag);
                if (field != MODEL_GRAPH && field != MODEL_FUNCTIONS) {
                    in.skipField(tag);
                } else if (!nodes(in, field == MODEL_GRAPH ? GRAPH_NODE : FUNCTION_NODE)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean nodes(CodedInputStream in, int nodeField) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) != nodeField) {
                in.skipField(tag);
            } else if (!hasZeroPoint(in.readMessage(OnnxMl.NodeProto.parser(), NO_EXTENSIONS))) {
                return false;
            }
        }
        in.popLimit(outer);
        return true;
    }

    private static boolean hasZeroPoint(OnnxMl.NodeProto node) {
        Products products = Operators.lookup(node.getDomain(), node.getOpType()).trait(Products.class);
        int place = products == null ? Products.NONE : products.zeroPoint();
        if (place != Products.NONE
                && (node.getInputCount() <= place || node.getInput(place).isEmpty())) {
            return false;
        }
        return node.getAttributeList().stream().allMatch(a -> inside(List.of(a.getG())) && inside(a.getGraphsList()));
    }

    /** The bodies of If, Loop and Scan. */
    private static boolean inside(List<OnnxMl.GraphProto> graphs) {
        return graphs.stream().flatMap(g -> g.getNodeList().stream()).allMatch(IntegerProducts::hasZeroPoint);
    }
}
