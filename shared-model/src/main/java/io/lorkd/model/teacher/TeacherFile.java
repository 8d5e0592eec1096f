package io.lorkd.model.teacher;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks whether a safetensors file holds a network. */
public final class TeacherFile {

    private TeacherFile() {}

    /**
     * Reads the header alone. Tensors that the network does not have, such as the file's own head, are no matter.
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
            Map<String, TensorInfo> found =
                    tensors.tensors().stream().collect(Collectors.toMap(TensorInfo::name, Function.identity()));
            for (ParameterSpec expected : Parameters.of(network)) {
                TensorInfo tensor = found.get(expected.name());
                if (tensor == null || !tensor.shape().equals(expected.shape())) {
                    throw new InvalidInputException(file + ": found "
                            + (tensor == null
                                    ? "no tensor " + expected.name()
                                    : expected.name() + " of " + tensor.shape())
                            + ", expected " + expected.shape() + " for the plan's teacher, a " + network.name()
                            + "; was it made with another architecture or another stem?");
                }
            }
            return card;
        }
    }
}
