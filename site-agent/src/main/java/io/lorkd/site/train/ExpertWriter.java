package io.lorkd.site.train;

import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.expert.ExpertFolder;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.site.crash.SiteCrashPoint;
import io.lorkd.site.folder.DurableFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes each region's expert to a folder, fused and as its low-rank part, with the card that says how to use it. */
final class ExpertWriter {

    private final ExpertFolder files;

    private ExpertWriter(ExpertFolder files) {
        this.files = files;
    }

    /**
     * Puts the backbone beside the experts that are going to be written.
     *
     * @param backbone the one that they are fused with
     */
    static ExpertWriter open(Path folder, Path backbone) throws IOException {
        ExpertFolder files = new ExpertFolder(folder);
        Files.createDirectories(files.unfused());
        write(files.backbone(), aside -> Files.copy(backbone, aside, StandardCopyOption.REPLACE_EXISTING));
        return new ExpertWriter(files);
    }

    /**
     * @param session with the backbone loaded that the card names
     */
    void write(TrainingSession session, ExpertCard description) throws IOException {
        String region = description.region();
        // The card is removed first and written last: an expert with a card is whole, and the card is its own.
        Files.deleteIfExists(files.card(region));
        Path weights = files.fused(region);
        write(weights, aside -> session.writeExpert(region, aside));
        write(files.lowRank(region), aside -> session.writeLowRank(region, weights, aside));
        SiteCrashPoint.EXPERT_WEIGHTS_WRITTEN.reached();
        write(files.card(region), description::write);
        SiteCrashPoint.EXPERT_WRITTEN.reached();
    }

    private interface Writing {
        void to(Path aside) throws IOException;
    }

    private static void write(Path file, Writing writing) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".writing");
        writing.to(aside);
        DurableFiles.force(aside);
        DurableFiles.move(aside, file);
    }
}
