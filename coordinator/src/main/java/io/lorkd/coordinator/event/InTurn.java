package io.lorkd.coordinator.event;

/** One listener after the other; that the first fails keeps nothing from the second. */
record InTurn(CoordinatorEvents first, CoordinatorEvents second) implements CoordinatorEvents {

    @Override
    public void happened(CoordinatorEvent event) {
        try {
            first.happened(event);
        } finally {
            second.happened(event);
        }
    }

    @Override
    public void journalled(EventRow row) {
        try {
            first.journalled(row);
        } finally {
            second.journalled(row);
        }
    }
}
