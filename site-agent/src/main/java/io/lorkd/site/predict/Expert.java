package io.lorkd.site.predict;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.expert.SegmentationCard;
import io.lorkd.model.train.ExpertClassifier;
import io.lorkd.model.train.ExpertLibrary;
import io.lorkd.model.train.ExpertSegmenter;
import io.lorkd.model.window.PatchNetwork;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A region's finished expert, opened, whatever computes it. */
public sealed interface Expert extends AutoCloseable {

    ExpertCard card();

    @Override
    void close();

    /** Of images. */
    record OfImages(ClassificationCard card, Classifier classifier, Runnable closing) implements Expert {
        @Override
        public void close() {
            closing.run();
        }
    }

    /** Of volumes. */
    record OfVolumes(SegmentationCard card, PatchNetwork network, Runnable closing) implements Expert {
        @Override
        public void close() {
            closing.run();
        }
    }

    /** From images, as the card prepares them, to one row of class probabilities each. */
    interface Classifier {
        double[][] predict(List<float[]> images);
    }

    /**
     * @param file {@code *.safetensors} with its card beside it, or {@code *.onnx}
     * @throws InvalidInputException when it is neither, or cannot be used
     */
    static Expert open(Path file) {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return OnnxExpert.open(file);
        }
        if (ExpertCard.read(FusedExpert.cardOf(file)) instanceof ClassificationCard) {
            ExpertClassifier classifier = ExpertClassifier.open(file);
            return new OfImages(classifier.card(), classifier::predict, classifier::close);
        }
        ExpertSegmenter segmenter = ExpertSegmenter.open(file);
        return new OfVolumes(segmenter.card(), segmenter, segmenter::close);
    }

    /**
     * Changes to another region's expert over the backbone that is in memory. What was given before is of no use any more.
     *
     * @throws InvalidInputException when the region has no expert there
     */
    static Expert of(ExpertLibrary library, String region) {
        if (library.card(region) instanceof ClassificationCard card) {
            ExpertClassifier classifier = library.classifier(region);
            return new OfImages(card, classifier::predict, classifier::close);
        }
        ExpertSegmenter segmenter = library.segmenter(region);
        return new OfVolumes(segmenter.card(), segmenter, segmenter::close);
    }
}
