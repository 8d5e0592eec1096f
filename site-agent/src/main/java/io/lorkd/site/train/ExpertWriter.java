package io.lorkd.site.train;

import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.site.crash.SiteCrashPoint;
import io.lorkd.site.folder.DurableFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes each region's fused expert to a folder, with the card that says how to use it.
 *
 * @param folder takes {@code <region>.safetensors} and {@code <region>.json}
 */
record ExpertWriter(Path folder) {

    /**
     * @param session with the backbone loaded that the card names
     */
    void write(TrainingSession session, ExpertCard description) throws IOException {
        String region = description.region();
        // The card is removed first and written last: an expert with a card is whole, and the card is its own.
        Path card = folder.resolve(region + ".json");
        Path weights = folder.resolve(region + ".safetensors");
        Files.deleteIfExists(card);
        Path weightsAside = folder.resolve(region + ".safetensors.writing");
        session.writeExpert(region, weightsAside);
        DurableFiles.force(weightsAside);
        DurableFiles.move(weightsAside, weights);
        SiteCrashPoint.EXPERT_WEIGHTS_WRITTEN.reached();
        Path cardAside = folder.resolve(region + ".json.writing");
        description.write(cardAside);
        DurableFiles.force(cardAside);
        DurableFiles.move(cardAside, card);
        SiteCrashPoint.EXPERT_WRITTEN.reached();
    }
}
