package io.lorkd.site.train;

import io.lorkd.model.data.ImageSource;
import io.lorkd.model.data.RegionData;
import io.lorkd.model.train.ExplainedPrediction;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.site.picture.Part;
import io.lorkd.site.picture.Pictures;
import io.lorkd.site.picture.Unpredicted;

import java.util.ArrayList;
import java.util.List;

/**
 * A few images of a region, for the network to see all at once.
 *
 * @param images each 3 * imageSize * imageSize values
 */
record UnpredictedImages(
        RegionData region,
        Part part,
        ImageSource source,
        int page,
        List<Integer> numbers,
        List<float[]> images,
        int imageSize)
        implements Unpredicted {

    private static final int MOST = 6;

    private static final int CHANNELS = 3;

    /** @param batchSize of training: no more are predicted than a step takes, so that they take a part of its time */
    static UnpredictedImages read(RegionData region, int page, int imageSize, int batchSize) {
        Part part = ShownRegion.part(each -> source(region, each).size());
        ImageSource source = source(region, part);
        List<Integer> numbers = ShownRegion.spread(source.size(), page, Math.min(MOST, batchSize));
        List<float[]> images = new ArrayList<>();
        for (int number : numbers) {
            float[] image = new float[CHANNELS * imageSize * imageSize];
            source.read(number, image);
            images.add(image);
        }
        return new UnpredictedImages(region, part, source, page, numbers, images, imageSize);
    }

    private static ImageSource source(RegionData region, Part part) {
        return switch (part) {
            case HELD_OUT -> region.validation();
            case TEST -> region.test();
            case TRAINING -> region.training();
        };
    }

    @Override
    public Pictures by(TrainingSession session, String model) {
        List<ExplainedPrediction> predictions = session.explain(region.region(), images, imageSize);
        List<Pictures.Image> shown = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            int number = numbers.get(i);
            shown.add(new Pictures.Image(number, images.get(i), imageSize, source.label(number), predictions.get(i)));
        }
        return new Pictures(
                region.region(), region.classes(), part, source.size(), page, model, new Pictures.Images(shown));
    }
}
