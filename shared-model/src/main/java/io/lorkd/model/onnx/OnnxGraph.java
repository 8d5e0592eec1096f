package io.lorkd.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.lorkd.model.tensor.TensorFile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;

/** A graph while it is built: nodes that each name what they read and what they give, and constants. */
final class OnnxGraph {

    /** What a value is cast to. */
    static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

    private final TensorFile weights;
    private final GraphProto.Builder graph;
    private int values;

    /** @param weights what parameters are read from */
    OnnxGraph(String name, TensorFile weights) {
        this.weights = weights;
        this.graph = GraphProto.newBuilder().setName(name);
    }

    /** A node being written, with its attributes. */
    static final class Node {
        private final NodeProto.Builder node;

        private Node(NodeProto.Builder node) {
            this.node = node;
        }

        Node ints(String name, List<Integer> values) {
            AttributeProto.Builder attribute = attribute(name, AttributeProto.AttributeType.INTS);
            values.forEach(attribute::addInts);
            node.addAttribute(attribute);
            return this;
        }

        Node integer(String name, long value) {
            node.addAttribute(attribute(name, AttributeProto.AttributeType.INT).setI(value));
            return this;
        }

        Node number(String name, double value) {
            node.addAttribute(
                    attribute(name, AttributeProto.AttributeType.FLOAT).setF((float) value));
            return this;
        }

        Node text(String name, String value) {
            node.addAttribute(
                    attribute(name, AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(value)));
            return this;
        }

        private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
            return AttributeProto.newBuilder().setName(name).setType(type);
        }
    }

    interface Attributes {
        void of(Node node);
    }

    /** @return the name of what the node gives */
    String node(String operator, List<String> inputs, Attributes attributes) {
        return nodes(operator, inputs, 1, attributes).get(0);
    }

    String node(String operator, String... inputs) {
        return node(operator, List.of(inputs), node -> {});
    }

    /** @return the names of the {@code outputs} values that the node gives */
    List<String> nodes(String operator, List<String> inputs, int outputs, Attributes attributes) {
        List<String> names = Collections.nCopies(outputs, operator).stream()
                .map(name -> name + "_" + values++)
                .toList();
        named(operator, inputs, names, attributes);
        return names;
    }

    /** A node that gives one of the graph's outputs. */
    void output(String operator, List<String> inputs, String name, Attributes attributes) {
        named(operator, inputs, List.of(name), attributes);
    }

    private void named(String operator, List<String> inputs, List<String> outputs, Attributes attributes) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator)
                .setName(outputs.get(0))
                .addAllInput(inputs)
                .addAllOutput(outputs);
        attributes.of(new Node(node));
        graph.addNode(node);
    }

    /** A constant of the file's, under its name there, in single precision. */
    String parameter(String name) {
        return constant(name, weights.tensor(name).shape(), weights.floats(name));
    }

    String constant(String name, List<Long> shape, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return constant(name, TensorProto.DataType.FLOAT, shape, bytes);
    }

    /** A list. */
    String numbers(float[] values) {
        return constant(unnamed("numbers"), List.of((long) values.length), values);
    }

    /** A scalar. */
    String number(double value) {
        return constant(unnamed("number"), List.of(), new float[] {(float) value});
    }

    /** A scalar. */
    String integer(long value) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return constant(
                unnamed("integer"),
                TensorProto.DataType.INT64,
                List.of(),
                bytes.putLong(value).flip());
    }

    private String unnamed(String kind) {
        return kind + "_" + values++;
    }

    /** A list. */
    String integers(List<Long> values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        values.forEach(bytes::putLong);
        return constant(unnamed("integers"), TensorProto.DataType.INT64, List.of((long) values.size()), bytes.flip());
    }

    private String constant(String name, TensorProto.DataType type, List<Long> shape, ByteBuffer bytes) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(shape)
                .setRawData(ByteString.copyFrom(bytes)));
        return name;
    }

    /** @param axes each an extent, or the name of one that is the caller's to choose */
    void declareInput(String name, List<String> axes) {
        graph.addInput(declared(name, axes));
    }

    /** @param axes each an extent, or the name of one that follows from the input's */
    void declareOutput(String name, List<String> axes) {
        graph.addOutput(declared(name, axes));
    }

    private static ValueInfoProto declared(String name, List<String> axes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String axis : axes) {
            TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
            if (Character.isDigit(axis.charAt(0))) {
                dimension.setDimValue(Long.parseLong(axis));
            } else {
                dimension.setDimParam(axis);
            }
            shape.addDim(dimension);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }

    GraphProto build() {
        return graph.build();
    }
}
