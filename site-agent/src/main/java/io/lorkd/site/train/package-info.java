/** What the agent asks of a trainer, and the trainer that does it with the model, on one thread of its own. */
package io.lorkd.site.train;
