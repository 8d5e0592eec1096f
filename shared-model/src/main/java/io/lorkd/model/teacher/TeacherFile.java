package io.lorkd.model.teacher;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.StateDict;
import io.lorkd.model.tensor.TensorFile;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks whether a safetensors file holds a network. */
public final class TeacherFile {

    private TeacherFile() {}

    /**
     * Reads the header alone. Tensors that the network does not have are no matter, such as a head, unless it is what teaches: of
     * a network that segments.
     *
     * @param network what the plan's teacher is
     * @return what the file says of itself, if it does
     * @throws InvalidInputException when it is no safetensors file, says that it is another network, or lacks a tensor or has
     *     one in another shape, naming file, found and expected
     */
    public static Optional<TeacherCard> check(Path file, Network network) {
        try (TensorFile tensors = TensorFile.open(file)) {
            Optional<TeacherCard> card = TeacherCard.of(tensors.metadata(), file);
            card.filter(said -> !said.network().equals(network.name())).ifPresent(said -> {
                throw new InvalidInputException(file + " is a " + said.network() + ", and the plan's teacher is a "
                        + network.name() + ": name the right file, or the right teacher.architecture");
            });
            StateDict dict = StateDict.of(tensors, network);
            if (network.isSegmenting()) {
                checkHead(file, card, dict);
            }
            return card;
        }
    }

    /**
     * Looks whether a teacher of masks has a region's classes.
     *
     * @throws InvalidInputException when it lacks one, or does not say which ones it has, naming file and class
     */
    public static void checkClasses(Path file, String region, List<String> classes) {
        card(file).outputs(region, classes, file);
    }

    /**
     * What a teacher of masks says of itself.
     *
     * @throws InvalidInputException when it says nothing
     */
    public static TeacherCard card(Path file) {
        try (TensorFile tensors = TensorFile.open(file)) {
            return said(TeacherCard.of(tensors.metadata(), file), file);
        }
    }

    private static TeacherCard said(Optional<TeacherCard> card, Path file) {
        return card.orElseThrow(() -> new InvalidInputException(file + " does not say in its metadata which classes its"
                + " head tells apart; expected a file that ./lorkd foundation wrote"));
    }

    /** A teacher of masks teaches by its head, whose classes have to be known. */
    private static void checkHead(Path file, Optional<TeacherCard> card, StateDict dict) {
        int classes = said(card, file).classes().size();
        int found = dict.head().map(StateDict.Head::classes).orElse(0);
        if (found != classes) {
            throw new InvalidInputException(file + ": found a head of " + found + " classes, expected one of " + classes
                    + ", as its metadata says");
        }
    }
}
