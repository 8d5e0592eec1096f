package io.lorkd.protocol.message;

/** Anything that is said over the event bus: a message in either direction, or an answer. All of them are records. */
public sealed interface ControlMessage permits ToCoordinator, ToSite, Answer {}
