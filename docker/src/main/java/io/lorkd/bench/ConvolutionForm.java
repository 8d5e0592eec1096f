package io.lorkd.bench;

import io.lorkd.model.eks.EksForm;

import java.util.Optional;

/** How a convolution is computed in a benchmark. */
public enum ConvolutionForm {
    /** The shared convolution alone: what the forms are compared with. */
    PLAIN(null),
    SINGLE(EksForm.SINGLE),
    GROUPED(EksForm.GROUPED),
    BY_TASK(EksForm.BY_TASK),
    RESIDUAL(EksForm.RESIDUAL);

    private final EksForm eks;

    ConvolutionForm(EksForm eks) {
        this.eks = eks;
    }

    /** Empty for the plain convolution. */
    Optional<EksForm> eks() {
        return Optional.ofNullable(eks);
    }

    String label() {
        return eks().map(EksForm::label).orElse("plain");
    }
}
