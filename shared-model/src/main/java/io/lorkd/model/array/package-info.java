/** What computations on the engine's arrays must do that the engine does not see to. */
package io.lorkd.model.array;
