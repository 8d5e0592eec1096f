/** The site's commands: the daemon, foundation models, and predictions with a finished expert. */
package io.lorkd.site.command;
