"""The life of an enterprise after it was formed: what came of it, and what is learned from that."""

from vebuilder.lifecycle.programme.form_programme import form_programme as form_programme
from vebuilder.lifecycle.programme.programme import Programme as Programme
from vebuilder.lifecycle.reform.reform_enterprise import reform_enterprise as reform_enterprise
from vebuilder.lifecycle.review.change import Change as Change
from vebuilder.lifecycle.review.contribution import Contribution as Contribution
from vebuilder.lifecycle.review.policy import ReviewPolicy as ReviewPolicy
from vebuilder.lifecycle.review.report import Review as Review
from vebuilder.lifecycle.review.review import review as review
from vebuilder.lifecycle.surplus.share_surplus import share_surplus as share_surplus
from vebuilder.lifecycle.surplus.sharing import Leaving as Leaving
from vebuilder.lifecycle.surplus.sharing import Share as Share
from vebuilder.lifecycle.surplus.sharing import Sharing as Sharing
