package io.lorkd.model.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.expert.SegmentationCard;
import io.lorkd.model.network.QueryDecoder;
import io.lorkd.model.tensor.TensorFile;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a fused expert as an ONNX file, which needs nothing beside it: the card is in its metadata.
 *
 * <p>A classifier takes {@code image} (batch, 3, imageSize, imageSize), normalised as the card says, and gives {@code
 * logits} and {@code probabilities} (batch, classes). A segmentation expert takes {@code volume} (batch, 1, depth, height,
 * width), prepared as the card says, and gives {@code logits} (batch, classes, depth, height, width): a voxel is of the
 * class with the largest one, if that is above 0. What is grey becomes three channels inside.
 */
public final class OnnxExport {

    public static final String IMAGE = "image";
    public static final String VOLUME = "volume";
    public static final String LOGITS = "logits";
    public static final String PROBABILITIES = "probabilities";

    /** Metadata key of the card, as JSON. */
    public static final String CARD = "card";

    /** Old enough for every current runtime; nothing here is newer. */
    private static final int OPSET = 17;

    /** The file format that belongs to the operator set. */
    private static final int IR_VERSION = 8;

    private final FusedExpert expert;
    private final OnnxGraph graph;
    private final LayerNodes layers;

    private OnnxExport(FusedExpert expert, TensorFile weights) {
        this.expert = expert;
        this.graph = new OnnxGraph(expert.network().name(), weights);
        this.layers = new LayerNodes(graph);
    }

    /** @param to written aside and renamed: it is there whole or not at all */
    public static void write(FusedExpert expert, Path to) throws IOException {
        ModelProto model;
        try (TensorFile weights = TensorFile.open(expert.weights())) {
            model = new OnnxExport(expert, weights).model();
        }
        Path aside = to.resolveSibling(to.getFileName() + ".writing");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(aside))) {
                model.writeTo(out);
            }
            Files.move(aside, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private ModelProto model() {
        String preprocessing;
        if (expert.card() instanceof ClassificationCard card) {
            classifier(card);
            preprocessing = "RGB (grey repeated), resized to %d x %d pixels, scaled to 0...1, minus %s, divided by %s"
                    .formatted(card.imageSize(), card.imageSize(), card.mean(), card.std());
        } else {
            SegmentationCard card = (SegmentationCard) expert.card();
            segmenter(card);
            preprocessing =
                    "reoriented to RAS, %s, intensities clipped (%s), z-scored; axes depth, height, width = z, y, x"
                            .formatted(
                                    card.spacing().isEmpty()
                                            ? "spacing kept"
                                            : "resampled to " + card.spacing() + " mm (x, y, z)",
                                    switch (card.modality()) {
                                        case CT -> "-500...1000";
                                        case OTHER -> "0.5 and 99.5 percentile";
                                    });
        }
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("lorkd")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph.build());
        Map.of(
                        CARD,
                        expert.card().toJson(),
                        "region",
                        expert.card().region(),
                        "classes",
                        String.join(",", expert.card().classNames()),
                        "preprocessing",
                        preprocessing)
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> model.addMetadataProps(StringStringEntryProto.newBuilder()
                        .setKey(entry.getKey())
                        .setValue(entry.getValue())));
        return model.build();
    }

    private void classifier(ClassificationCard card) {
        String size = Integer.toString(card.imageSize());
        String classes = Integer.toString(card.classes().size());
        graph.declareInput(IMAGE, List.of("batch", "3", size, size));
        LayerNodes.Value features = layers.add(
                expert.network().trunk(),
                new LayerNodes.Value(IMAGE, expert.network().inChannels()));
        graph.output(
                "Gemm",
                List.of(
                        features.name(),
                        graph.parameter(FusedExpert.LINEAR_WEIGHT),
                        graph.parameter(FusedExpert.LINEAR_BIAS)),
                LOGITS,
                node -> node.integer("transB", 1));
        graph.output("Softmax", List.of(LOGITS), PROBABILITIES, node -> node.integer("axis", 1));
        graph.declareOutput(LOGITS, List.of("batch", classes));
        graph.declareOutput(PROBABILITIES, List.of("batch", classes));
    }

    private void segmenter(SegmentationCard card) {
        String classes = Integer.toString(card.classes().size());
        graph.declareInput(VOLUME, List.of("batch", "1", "depth", "height", "width"));
        int channels = expert.network().inChannels();
        String repeated = graph.node("Concat", Collections.nCopies(channels, VOLUME), node -> node.integer("axis", 1));
        LayerNodes.Value features = layers.add(expert.network().trunk(), new LayerNodes.Value(repeated, channels));
        expert.network().decoder().ifPresentOrElse(decoder -> query(decoder, features), () -> convolution(features));
        graph.declareOutput(LOGITS, List.of("batch", classes, "depth", "height", "width"));
    }

    private void convolution(LayerNodes.Value features) {
        graph.output(
                "Conv",
                List.of(
                        features.name(),
                        graph.parameter(FusedExpert.HEAD_WEIGHT),
                        graph.parameter(FusedExpert.HEAD_BIAS)),
                LOGITS,
                node -> node.ints("kernel_shape", List.of(1, 1, 1)));
    }

    /** A voxel's logit for a class is the dot product of what the class looks like and the features there. */
    private void query(QueryDecoder decoder, LayerNodes.Value features) {
        Map<String, String> taps = decoder.sources().stream()
                .map(QueryDecoder.Source::tap)
                .collect(Collectors.toMap(tap -> tap, tap -> layers.tap(tap).name()));
        String masks = new QueryNodes(graph, decoder).masks(taps, graph.parameter(FusedExpert.HEAD_PROMPTS));
        graph.output(
                "Einsum", List.of(masks, features.name()), LOGITS, node -> node.text("equation", "ncf,nfdhw->ncdhw"));
    }
}
